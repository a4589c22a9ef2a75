"""The questionnaire as a crispy form, built from the model's questions."""

from __future__ import annotations

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from advisor.decision.model import UNSURE, Question
from advisor.query import Query

NOT_SURE = "Not sure"
CHOOSE = "Choose an answer. “Not sure” is one too."


class AnswerField(forms.ChoiceField):
    """A question with its options as radio buttons, none of them preselected, and "not sure" as the last."""

    widget = forms.RadioSelect

    def __init__(self, question: Question, number: int, of: int) -> None:
        choices = [*((option.key, option.label) for option in question.options.values()), (UNSURE, NOT_SURE)]
        super().__init__(
            choices=choices, required=False, label=question.wording, help_text=question.hint, label_suffix=""
        )
        self.question, self.number, self.of = question, number, of


class QuestionnaireForm(forms.Form):
    """Asks the questions in `asked` and carries the other answers along in hidden inputs.

    `insist` says that the reader has pressed Continue: questions without an answer are then errors.
    """

    def __init__(self, query: Query, asked: Sequence[str], *, insist: bool = False) -> None:
        super().__init__(data=dict(query.answers), auto_id="%s", use_required_attribute=False)
        self.query, self.asked = query, tuple(asked)
        for number, (key, question) in enumerate(query.model.questions.items(), start=1):
            if key in self.asked:
                self.fields[key] = AnswerField(question, number, len(query.model.questions))
            elif key in query.answers:
                self.fields[key] = forms.CharField(widget=forms.HiddenInput)
        self._show_problems(insist)
        self.helper = FormHelper()
        self.helper.form_tag = False  # the page writes the <form> element: its attributes belong to the page
        self.helper.layout = Layout(*self.fields)

    def _show_problems(self, insist: bool) -> None:
        self.full_clean()
        for key, problem in self.query.problems.items():
            self.add_error(key if key in self.asked else None, problem)
        for key in self.asked if insist else ():
            if key not in self.query.answers and not self.has_error(key):
                self.add_error(key, CHOOSE)

    @property
    def every(self) -> bool:
        """Whether this is the form with all questions on one page."""
        return len(self.asked) == len(self.query.model.questions)

    @property
    def summary(self) -> list[tuple[str | None, str]]:
        """All errors for the summary on top: the id of the input to go to (None where there is none) and the text."""
        return [
            (f"{key}_0" if key in self.fields else None, message)
            for key, messages in self.errors.items()
            for message in messages
        ]
