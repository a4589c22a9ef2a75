"""The page where the widget is fitted to a site: choices, live preview, the lines to copy, a recipe per tool."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from advisor.decision.model import UNSURE
from advisor.embed.oembed import HEIGHT, TITLE, widget
from advisor.embed.script import moving_address, newest
from advisor.forms import NOT_SURE
from advisor.query import Query, read
from advisor.recipes import Recipe, load_recipes
from advisor.recipes import render as fill_in

KEYS = ("theme", "height", "result")
THEMES = {"auto": "That of the page around", "light": "Light", "dark": "Dark"}
LEAST, MOST = 200, 2000
"""Bounds of the height in pixels: lower hides the question, higher is a page and no frame."""
NO_HEIGHT = f"Height: give a whole number of pixels from {LEAST} to {MOST:,}, without a unit."
CARD_TEXT = "Do you need Kubernetes? Take the two-minute check"
ASK = "Ask the reader"
PRESETS = "<p class='whole'>Answers that you know already are not asked for:</p>"


class CustomizeForm(forms.Form):
    """How the widget looks, what it tells the page, and which answers it starts with."""

    theme = forms.ChoiceField(label="Theme", choices=THEMES, required=False)
    height = forms.IntegerField(
        label="Height at first, pixels",
        min_value=LEAST,
        max_value=MOST,
        required=False,
        help_text=f"{LEAST} to {MOST:,}; the script makes it higher where a question needs more.",
        widget=forms.TextInput({"inputmode": "numeric", "placeholder": HEIGHT, "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NO_HEIGHT),
    )
    result = forms.ChoiceField(
        label="Verdict for the page",
        choices={"": "Keep it in the frame", "1": "Hand it to the page, and tell the visitor"},
        required=False,
        help_text="The page then gets an event with the verdict, never with the answers.",
    )

    def __init__(self, query: Query) -> None:
        super().__init__(data={**query.answers, **query.steering}, auto_id="fit-%s", use_required_attribute=False)
        for key, question in query.model.questions.items():
            options = {
                "": ASK,
                **{option.key: option.label for option in question.options.values()},
                UNSURE: NOT_SURE,
            }
            self.fields[key] = forms.ChoiceField(label=question.name, choices=options, required=False)
        self.full_clean()
        for key, problem in query.problems.items():
            self.add_error(key if key in self.fields else None, problem)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*KEYS, HTML(PRESETS), *query.model.questions)

    @property
    def summary(self) -> list[tuple[str | None, str]]:
        """All errors for the summary on top: the id of the input to go to (None where there is none) and the text."""
        return [
            (f"fit-{key}" if key in self.fields else None, message)
            for key, messages in self.errors.items()
            for message in messages
        ]


class CustomizePage:
    """Everything that the page prints; what is wrong with the choices is left out of the lines."""

    def __init__(self, query: Query) -> None:
        self.form = CustomizeForm(query)
        good = self.form.cleaned_data
        self.theme = good.get("theme") or "auto"
        self.height = good.get("height") or HEIGHT
        self.shares = bool(good.get("result"))
        self.answers = query.answers
        self.questions = query.model.questions.values()
        self.loader = newest()
        self.script = moving_address()

    @property
    def address(self) -> str:
        """The frame's address with these choices and no edition: the newest one answers."""
        choices = {**self.answers, **({} if self.theme == "auto" else {"theme": self.theme})}
        return f"{settings.ADVISOR_ORIGIN}{reverse('embed')}" + (f"?{urlencode(choices)}" if choices else "")

    @property
    def line(self) -> str:
        """The universal line."""
        line = widget(self.address, height=self.height)
        return line.replace(" loading=", " data-share-result loading=") if self.shares else line

    @property
    def element(self) -> str:
        """The same as an element of our own, whose link stays where scripts are stripped."""
        chosen = {"theme": self.theme, "height": str(self.height), "start": urlencode(self.answers)}
        usual = {"theme": "auto", "height": str(HEIGHT), "start": ""}
        attributes = [(key, value) for key, value in chosen.items() if value != usual[key]]
        return format_html(
            '<k8s-advisor{}{}><a href="{}/">Do you need Kubernetes?</a></k8s-advisor>',
            format_html_join("", ' {}="{}"', attributes),
            " share-result" if self.shares else "",
            settings.ADVISOR_ORIGIN,
        )

    @property
    def script_line(self) -> str:
        """The site script that moves with the newest version."""
        return format_html('<script src="{}" async></script>', self.script)

    @property
    def pinned_line(self) -> str:
        """The site script that never changes, with its hash."""
        return format_html(
            '<script src="{}" integrity="{}" crossorigin async></script>', self.loader.address, self.loader.integrity
        )

    @property
    def card_line(self) -> str:
        """Markdown for places that show no frames."""
        card = settings.ADVISOR_ORIGIN + reverse("embed-card")
        return f"[![{CARD_TEXT}]({card})]({settings.ADVISOR_ORIGIN}/)"

    @property
    def listener(self) -> str:
        """What a page does with a verdict that it was handed."""
        return (
            'document.addEventListener("k8s-advisor:result", (event) => {\n'
            '  const { verdict, url, version } = event.detail; // such as "serverless"\n'
            "});"
        )

    @property
    def policy(self) -> str:
        """What a page with a Content-Security-Policy has to allow."""
        return "; ".join(f"{kind} {settings.ADVISOR_ORIGIN}" for kind in ("frame-src", "script-src", "img-src"))

    @cached_property
    def recipes(self) -> list[Recipe]:
        """What to put where, for each documentation tool, with these choices filled in."""
        values = {"script": self.script, "widget": self.line, "origin": settings.ADVISOR_ORIGIN}
        return [fill_in(recipe, **values) for recipe in load_recipes().values()]


@csp_override(settings.CUSTOMIZER_CSP)
@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def customize(request: HttpRequest) -> HttpResponse:
    """The customizer; its choices stand in its own address."""
    params = QueryDict(mutable=True)
    for key, values in request.GET.lists():
        if values != [""]:  # a choice that was left open
            params.setlist(key, values)
    page = CustomizePage(read(params, steering=KEYS))
    swap = request.htmx and not request.htmx.history_restore_request
    template = "embed/customize.html" + ("#result" if swap else "")
    context = {"page": page, "form": page.form, "title": TITLE}
    return render(request, template, context, status=400 if page.form.errors else 200)
