"""The questionnaire as a crispy form, built from the model's questions."""

from __future__ import annotations

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from advisor.costs.assumptions import load_assumptions
from advisor.costs.costs import Costs
from advisor.costs.inputs import choices
from advisor.costs.market import load_catalogue
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.limits import NONE, Limits
from advisor.decision.model import UNSURE, Question
from advisor.decision.today import KEY as TODAY
from advisor.decision.today import Today
from advisor.fragments import Remembered
from advisor.query import Query

NOT_SURE = "Not sure"
CHOOSE = "Choose an answer. “Not sure” is one too."


ASKED_ALL = "all"
"""What `asked` holds when all questions on one page were sent."""


BESIDE = (LIMITS, TODAY)
"""What may be said beside the twelve answers: asked together, on a page or fold-out of their own."""


def asked_questions(query: Query) -> list[str]:
    """The questions that this page asks; none when everything is answered and nothing is to be changed."""
    steering, every = query.steering, list(query.model.questions)
    if refused := [key for key in (*every, *BESIDE) if key in query.problems]:
        return refused
    if steering.get("all") == "1" and (steering.get("asked") != ASKED_ALL or query.open_questions):
        return [*every, *BESIDE]
    if steering.get("at") in BESIDE and steering.get("asked") is None:
        return list(BESIDE)
    if steering.get("at") in every and steering.get("asked") is None:
        return [steering["at"]]
    if (pressed := steering.get("asked")) in every and pressed not in query.answers:
        return [pressed]
    return query.open_questions[:1]


def asked_is_settled(query: Query) -> bool:
    """Whether there is nothing to ask just now: no problem, no question to change, and what was asked is answered."""
    pressed = query.steering.get("asked")
    return not query.problems and "at" not in query.steering and (pressed is None or pressed in query.answers)


class AnswerField(forms.ChoiceField):
    """A question with its options as radio buttons, none of them preselected, and "not sure" as the last."""

    widget = forms.RadioSelect

    def __init__(self, question: Question, number: int, of: int) -> None:
        choices = [*((option.key, option.label) for option in question.options.values()), (UNSURE, NOT_SURE)]
        super().__init__(
            choices=choices, required=False, label=question.wording, help_text=question.hint, label_suffix=""
        )
        self.question, self.number, self.of = question, number, of


class LimitsField(forms.MultipleChoiceField):
    """The hard limits as checkboxes, "none of these" as the last."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, limits: Limits) -> None:
        choices = [*((limit.key, limit.label) for limit in limits.limits.values()), (NONE, limits.none)]
        super().__init__(
            choices=choices, required=False, label=limits.wording, help_text=limits.hint, label_suffix=""
        )
        self.beside = limits


class TodayField(forms.ChoiceField):
    """What runs today as radio buttons."""

    widget = forms.RadioSelect

    def __init__(self, today: Today) -> None:
        choices = [(platform.key, platform.label) for platform in today.platforms.values()]
        super().__init__(choices=choices, required=False, label=today.wording, help_text=today.hint, label_suffix="")
        self.beside = today


class QuestionnaireForm(forms.Form):
    """Asks the questions in `asked` and carries the other answers along in hidden inputs.

    `insist` says that the reader has pressed Continue: questions without an answer are then errors.
    """

    def __init__(self, query: Query, asked: Sequence[str], *, insist: bool = False) -> None:
        given = {**query.answers, LIMITS: list(query.limits), TODAY: query.today}
        super().__init__(data=given, auto_id="%s", use_required_attribute=False)
        self.query, self.asked = query, tuple(asked)
        for number, (key, question) in enumerate(query.model.questions.items(), start=1):
            if key in self.asked:
                self.fields[key] = AnswerField(question, number, len(query.model.questions))
            elif key in query.answers:
                self.fields[key] = forms.CharField(widget=forms.HiddenInput({"id": False}))
        if LIMITS in self.asked:
            self.fields[LIMITS] = LimitsField(query.model.limits)
        if TODAY in self.asked:
            self.fields[TODAY] = TodayField(query.model.today)
        self._show_problems(insist)
        self.helper = FormHelper()
        self.helper.form_tag = False  # the page writes the <form> element: its attributes belong to the page
        self.helper.layout = Layout(*(Remembered(key) for key in self.fields))

    def _show_problems(self, insist: bool) -> None:
        self.full_clean()
        for key, problem in self.query.problems.items():
            self.add_error(key if key in self.asked else None, problem)
        for key in self.asked if insist else ():
            if key not in BESIDE and key not in self.query.answers and not self.has_error(key):
                self.add_error(key, CHOOSE)

    @property
    def every(self) -> bool:
        """Whether this is the form with all questions on one page."""
        return set(self.query.model.questions) <= set(self.asked)

    @property
    def carried(self) -> dict[str, str]:
        """What is passed on in hidden inputs beside the answers: all but what this form asks."""
        return {key: value for key, value in self.query.carried.items() if key not in self.asked}

    @property
    def summary(self) -> list[tuple[str | None, str]]:
        """All errors for the summary on top: the id of the input to go to (None where there is none) and the text."""
        return [
            (f"{key}_0" if key in self.fields else None, message)
            for key, messages in self.errors.items()
            for message in messages
        ]


CHOICE_LABELS = {"provider": "Provider", "region": "Region", "currency": "Currency"}
CHOICE_NAMES = {"us": "United States", "eu": "European Union", "usd": "US dollars", "eur": "Euros"}


class CostForm(forms.Form):
    """The assumptions behind the bills that a reader may change; an empty field follows from the answers.

    `effective` are the values in use, shown as placeholders.
    """

    def __init__(self, query: Query, effective: Costs) -> None:
        given = {**query.inputs.as_query()}
        super().__init__(data=given, auto_id="cost-%s", use_required_attribute=False)
        for key, label in CHOICE_LABELS.items():
            names = load_catalogue().names if key == "provider" else CHOICE_NAMES
            options = [(value, names[value]) for value in choices(key) or ()]
            self.fields[key] = forms.ChoiceField(label=label, choices=options, required=False)
            self.data.setdefault(key, getattr(query.inputs, key))
        for key in load_assumptions().keys("inputs"):
            limits = load_assumptions().entries[f"inputs.{key}"]
            attributes = {"inputmode": "decimal", "placeholder": _in_use(key, effective), "autocomplete": "off"}
            self.fields[key] = forms.CharField(
                label=limits.names["label"],
                help_text=f"{limits.figures['least']:,f} to {limits.figures['most']:,f}. {limits.reason}",
                widget=forms.TextInput(attributes),
                required=False,
            )
        self.full_clean()
        for key, problem in query.problems.items():
            if key in self.fields:
                self.add_error(key, problem)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)
        self.kept = query.hidden(self.fields)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """All errors for the summary on top: the id of the input and the text."""
        return [(f"cost-{key}", message) for key, messages in self.errors.items() for message in messages]


def _in_use(key: str, costs: Costs) -> str:
    """The value that a bill counts with where the reader gives none."""
    workload = costs.workload
    if key.startswith("hours_"):
        lines = costs.bills[key.removeprefix("hours_")].lines
        return next((f"{line.quantity:.0f}" for line in lines if line.label == "Running it"), "")
    if hasattr(workload, key):
        return (
            f"{getattr(workload, key):f}"
            if not isinstance(getattr(workload, key), int)
            else str(getattr(workload, key))
        )
    default = load_assumptions().entries[f"inputs.{key}"].figures.get("default")
    return "" if default is None else f"{default:f}"
