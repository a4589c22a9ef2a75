"""manage.py advise: the advice on the command line, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn, TextIO

from django.core.management.base import BaseCommand, CommandParser

from advisor.api import advice_as_dict, costs_as_dict, problems_as_dict
from advisor.costs.costs import Costs, costs
from advisor.costs.inputs import InputsRefused, parse_inputs
from advisor.costs.inputs import keys as input_keys
from advisor.costs.prices import PriceBook, load_book
from advisor.costs.wording import crossover, exact, spread
from advisor.decision import wording
from advisor.decision.advice import Advice, advise
from advisor.decision.context import Context
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.limits import read_limits
from advisor.decision.loading import load_model
from advisor.decision.model import UNSURE, AnswersRefused, Model
from advisor.decision.tables import BadData
from advisor.decision.today import KEY as TODAY
from advisor.decision.today import read_today
from advisor.query import Query

type Given = dict[str, str | list[str]]
"""What was given by key; limits may be a list."""

WRONG_INPUT = 2
"""Exit status for answers, options or lines that cannot be used."""


class Command(BaseCommand):
    """Gives the advice for answers written as question=option."""

    help = "Gives the advice for the answers. A question that is not named counts as unsure."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "answers",
            nargs="*",
            metavar="question=option",
            help=(
                "for example services=3-9 team=4-10, limits=disk,licence, today=servers, provider=gcp; "
                "with --costs also inputs, such as region=eu"
            ),
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--edition", help="the edition of the model (the newest by default)")
        parser.add_argument("--costs", action="store_true", help="add a bill for each alternative")
        parser.add_argument("--pdf", metavar="FILE", help="write the report to a file")
        parser.add_argument("--paper", choices=["A4", "Letter"], default="A4", help="the paper of the report")
        parser.add_argument("--prices", help="the edition of the price book (the newest by default)")
        parser.add_argument(
            "--batch",
            action="store_true",
            help="read one JSON object of answers a line from standard input, write one JSON advice a line",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            model = load_model(options["edition"])
            book = load_book(options["prices"]) if options["costs"] or options["pdf"] else None
            if options["batch"]:
                self._batch(model, book, sys.stdin, options["answers"])
            elif options["pdf"]:
                self._report(model, load_book(options["prices"]), options)
            else:
                self._one(model, book, options["answers"], options["format"])
        except BadData as error:
            self._refuse(str(error))

    def _one(self, model: Model, book: PriceBook | None, pairs: Iterable[str], form: str) -> None:
        try:
            advice, bills = _advice(model, book, _answers(pairs))
        except (AnswersRefused, InputsRefused) as error:
            self._refuse("\n".join(error.problems.values()))
        if form == "json":
            self.stdout.write(json.dumps(_as_dict(advice, bills), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join([*_lines(advice), *(_cost_lines(advice, bills) if bills else ())]))

    def _report(self, model: Model, book: PriceBook, options: dict[str, Any]) -> None:
        """Renders in this process: there is nobody else to wait for it."""
        from advisor.report.rendering import render
        from advisor.report.report import job

        try:
            advice, bills = _advice(model, book, _answers(options["answers"]))
        except (AnswersRefused, InputsRefused) as error:
            self._refuse("\n".join(error.problems.values()))
        assert bills is not None, "a price book gives bills"
        given = {key: option for key, option in advice.answers.items() if option != UNSURE}
        beside = {"limits": advice.context.limits, "today": advice.context.today}
        query = Query(model, book, given, bills.inputs, {"paper": options["paper"]}, **beside)
        try:
            Path(options["pdf"]).write_bytes(render(job(query)))
        except OSError as error:
            self._refuse(f"{options['pdf']} could not be written: {error.strerror or error}")
        self.stdout.write(f"Wrote {options['pdf']}.")

    def _batch(self, model: Model, book: PriceBook | None, lines: TextIO, pairs: list[str]) -> None:
        """One line out for each line in; a bad line gives its problems in place, and exit status 2 at the end."""
        if pairs:
            self._refuse("--batch reads the answers from standard input; leave out " + " ".join(pairs))
        bad = 0
        for number, line in enumerate(lines, start=1):
            try:
                body = _as_dict(*_advice(model, book, _line(line)))
            except (AnswersRefused, InputsRefused) as error:
                bad += 1
                body = {"line": number, **problems_as_dict(error.problems)}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
        if bad:
            self._refuse(f"{bad} of the lines could not be used; each says why in its place in the output.")

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        raise SystemExit(WRONG_INPUT)


def _advice(model: Model, book: PriceBook | None, given: Given) -> tuple[Advice, Costs | None]:
    """The advice, and with a price book the bills; inputs for the bills may stand among the answers then.

    The provider counts without bills too: hard limits may depend on it.
    """
    known = input_keys() if book else ("provider",)
    inputs = parse_inputs({key: str(value) for key, value in given.items() if key in known})
    limits = given.get(LIMITS, ())
    context = Context(
        read_limits(model, [limits] if isinstance(limits, str) else limits),
        read_today(model, str(given.get(TODAY, ""))),
        inputs.provider,
    )
    beside = {*known, LIMITS, TODAY}
    advice = advise(model, {key: str(value) for key, value in given.items() if key not in beside}, context)
    return advice, costs(advice.sheet, inputs, book) if book else None


def _as_dict(advice: Advice, bills: Costs | None) -> dict[str, Any]:
    return advice_as_dict(advice) | ({"costs": costs_as_dict(bills)} if bills else {})


def _answers(pairs: Iterable[str]) -> Given:
    answers: Given = {}
    for pair in pairs:
        key, separator, option = pair.partition("=")
        if not separator:
            raise AnswersRefused({pair: f"“{pair}” is not of the form question=option."})
        if key in answers:
            raise AnswersRefused({key: f"“{key}” is answered twice."})
        answers[key] = option
    return answers


def _line(line: str) -> Given:
    try:
        answers = json.loads(line)
    except ValueError as error:
        raise AnswersRefused({"": f"This line is not JSON: {error}."}) from error
    if not isinstance(answers, dict):
        raise AnswersRefused({"": 'A line must be a JSON object such as {"services": "3-9"}.'})
    for key, option in answers.items():
        if key == LIMITS and isinstance(option, list) and all(isinstance(limit, str) for limit in option):
            continue
        if not isinstance(option, str):
            raise AnswersRefused({key: f"The answer to “{key}” must be a string."})
    return answers


def _lines(advice: Advice) -> Iterable[str]:
    """The advice as plain text, in the order of the page."""
    model = advice.model
    yield wording.headline(advice)
    yield from filter(None, [wording.closeness(advice), wording.balance(advice), wording.checklist(advice)])
    if not (advice.complete or advice.unknowns.settled):
        yield f"Still possible: {wording.one_of(model, advice.unknowns.possible)}."
    if advice.unknowns.ask_first:
        yield f"Find out first: {model.questions[advice.unknowns.ask_first].wording}"
    sections = {
        "We assumed": [
            f"{model.questions[key].name}: {model.questions[key].options[option].label}"
            for key, option in advice.assumed.items()
        ],
        "A question back": [hint.text for hint in advice.hints],
        "Certain already": [f"{v.text} [{', '.join(v.clauses)}]" for v in advice.certain if not advice.complete],
        "Why": [f"{r.text} [{', '.join(r.clauses)}]" for r in advice.reasons],
        "What would change it": [
            f"{wording.supposing(model, flip)}: {model.alternatives[flip.recommended].in_sentence}"
            for flip in advice.flips or advice.pairs
        ],
        "All five": list(_ranking(advice)),
        "Worth knowing": [
            *(note.text for note in advice.notes),
            *(weak.text for weak in advice.weak_fits),
            *(caution.text for caution in advice.cautions),
        ],
        "From what runs today": list(_move(advice)),
        "Next steps": [step.text for step in advice.next_steps],
    }
    for title, lines in sections.items():
        if lines:
            yield f"\n{title}"
            yield from (f"  {line}" for line in lines)
    yield f"\nEdition {model.edition}, model {model.digest[:12]}."


def _move(advice: Advice) -> Iterable[str]:
    """Stay, or the first steps of the move with how long it takes."""
    if move := advice.move:
        yield move.text
        yield from (f"{number}. {step}" for number, step in enumerate(move.steps, start=1))
        if move.effort:
            yield f"Our estimate: {move.effort}."
            yield move.caution


def _ranking(advice: Advice) -> Iterable[str]:
    for ranked in advice.ranking:
        name = advice.model.alternatives[ranked.alternative].name
        points, share = f"{ranked.score} points", ""
        if not (advice.unknowns.settled or advice.complete):
            share = f"  {wording.percentage(advice.unknowns.shares[ranked.alternative])} of the plausible weight"
        out = f"  ruled out: {', '.join(veto.id for veto in ranked.vetoes)}" if ranked.vetoes else ""
        yield f"{name:24}{points:>10}{share}{out}"


def _cost_lines(advice: Advice, bills: Costs) -> Iterable[str]:
    """The bills as plain text: typical sums a month, and the range of machines and people together."""
    yield f"\nCosts a month at {bills.market.name}, {bills.market.facts('place')} (machines, people, range)"
    for ranked in advice.ranking:
        bill, name = bills.bills[ranked.alternative], advice.model.alternatives[ranked.alternative].name
        if bill.machines is None or bill.people is None or bill.monthly is None:
            yield f"  {name:24}{bill.says}"
            continue
        machines, people = (exact(amounts.typical, bills.currency) for amounts in (bill.machines, bill.people))
        yield f"  {name:24}{machines:>14}{people:>14}   {spread(bill.monthly, bills.currency)}"
    if sentence := crossover(bills):
        yield f"  {sentence}"
    yield f"  Price book of {bills.book.edition}, list prices without VAT. Hours of people are our assumption."
