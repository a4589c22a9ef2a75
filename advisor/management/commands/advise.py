"""manage.py advise: the advice on the command line, for people and for programs."""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser, DjangoHelpFormatter

from advisor.api import content, problems_as_dict
from advisor.api.batch import query_of, sheet_of
from advisor.asking import advice_for, bills_for
from advisor.decision.loading import load_model
from advisor.decision.model import AnswersRefused
from advisor.decision.tables import BadData
from advisor.query import Query
from advisor.record import record
from advisor.spreadsheet import bills_as_csv
from advisor.superseded import superseded
from advisor.terminal import advice_text, costs_text, paint_for, questions

WRONG_INPUT = 2
"""Exit status for answers, options, files or lines that cannot be used."""
PROGRESS_EVERY = 5.0
"""Seconds between two lines about a batch on standard error; on a terminal one line is written over every half."""
DESCRIPTION = "Gives the advice for the answers. A question that is not named counts as unsure."
EXAMPLES = """examples:
  manage.py advise --questions
      every question with the answers that it takes
  manage.py advise services=3-9 team=4-10 ops=none
      the advice; whatever is left out is unsure
  manage.py advise services=3-9 limits=sockets,licence provider=gcp today=servers
      with hard limits, and what runs today
  manage.py advise --file answers.toml team=11-40
      answers from a file (services = "3-9", one a line), with one of them changed
  manage.py advise --costs provider=hetzner region=eu currency=eur services=3-9 servers=4-10
      with a bill for each alternative; keys such as horizon, salary and hours_vps are taken too
  manage.py advise --format markdown --file answers.toml > docs/decisions/0042-where-to-run-it.md
      a decision record for the repository
  manage.py advise --format csv --file answers.toml > bills.csv
      the lines of all bills for a spreadsheet
  manage.py advise --pdf report.pdf --paper Letter --file answers.toml
      the report
  manage.py advise --batch < sheets.jsonl > advice.jsonl
      one JSON object of answers a line in, one advice a line out

exit status:
  0  everything was answered
  1  something broke on our side
  2  answers, options, a file or lines cannot be used; standard error says which and what is allowed
     (with --batch the other lines are answered all the same)
"""


class Formatter(argparse.RawDescriptionHelpFormatter, DjangoHelpFormatter):
    """Leaves the examples as they are written."""


class Command(BaseCommand):
    """Gives the advice for answers written as question=option, in a file, or one sheet a line."""

    help = DESCRIPTION
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The parser, with examples and exit status at its end."""
        return super().create_parser(prog_name, subcommand, formatter_class=Formatter, epilog=EXAMPLES, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("answers", nargs="*", metavar="question=option", help="see --questions")
        parser.add_argument("--file", metavar="FILE", help="read answers from a TOML file; arguments change them")
        parser.add_argument("--format", choices=["text", "json", "markdown", "csv"], default="text")
        parser.add_argument("--costs", action="store_true", help="add a bill for each alternative")
        parser.add_argument("--edition", help="the edition of the model (the newest by default)")
        parser.add_argument("--prices", help="the edition of the price book (the newest by default)")
        parser.add_argument("--pdf", metavar="FILE", help="write the report to a file")
        parser.add_argument("--paper", choices=["A4", "Letter"], default="A4", help="the paper of the report")
        parser.add_argument("--batch", action="store_true", help="JSON lines from standard input to standard output")
        parser.add_argument("--questions", action="store_true", help="list the questions and their answers")

    def handle(self, *args: Any, **options: Any) -> None:
        paint = paint_for(self.stdout, no_color=options["no_color"])
        try:
            if options["questions"]:
                self.stdout.write("\n".join(questions(load_model(options["edition"]), paint)))
            elif options["batch"]:
                self._batch(sys.stdin, options)
            elif options["pdf"]:
                self._report(_query(options), options["pdf"])
            else:
                self._one(_query(options), options)
        except AnswersRefused as error:
            self._refuse("\n".join(error.problems.values()))
        except (BadData, OSError) as error:
            self._refuse(str(error))

    def _one(self, query: Query, options: dict[str, Any]) -> None:
        if options["format"] == "json":
            self.stdout.write(json.dumps(content(query, with_costs=options["costs"]), ensure_ascii=False, indent=2))
        elif options["format"] == "markdown":
            self.stdout.write(record(query), ending="")
        elif options["format"] == "csv":
            self.stdout.write(bills_as_csv(bills_for(query)), ending="")
        else:
            self.stdout.write("\n".join(self._text(query, options)))

    def _text(self, query: Query, options: dict[str, Any]) -> Iterator[str]:
        paint, advice = paint_for(self.stdout, no_color=options["no_color"]), advice_for(query)
        if older := superseded(query):
            yield f"Answered by {older.answered_by}. {older.line}\n"
        yield from advice_text(advice, paint)
        if options["costs"] or query.inputs.as_query():
            yield from costs_text(advice, bills_for(query), paint)

    def _report(self, query: Query, path: str) -> None:
        """Renders in this process: there is nobody else to wait for it."""
        from advisor.report.rendering import render
        from advisor.report.report import job

        try:
            Path(path).write_bytes(render(job(query)))
        except OSError as error:
            self._refuse(f"{path} could not be written: {error.strerror or error}")
        self.stdout.write(f"Wrote {path}.")

    def _batch(self, lines: Iterable[str], options: dict[str, Any]) -> None:
        """One line out for each line in; a bad line gives its problems in place, and exit status 2 at the end."""
        if options["answers"] or options["file"]:
            self._refuse("--batch reads the answers from standard input; leave out --file and question=option.")
        shared = _editions(options)
        bad = 0
        for number, line in self._with_progress(lines):
            try:
                body = content(sheet_of(line, shared), with_costs=options["costs"])
            except AnswersRefused as error:
                bad += 1
                body = {"line": number, **problems_as_dict(error.problems)}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
        if bad:
            self._refuse(f"{bad} of the lines could not be used; each says why in its place in the output.")

    def _with_progress(self, lines: Iterable[str]) -> Iterator[tuple[int, str]]:
        """The lines with their numbers; now and then standard error is told how many were answered."""
        terminal = self.stderr.isatty()
        began = told = time.monotonic()
        number = 0
        for number, line in enumerate(lines, start=1):
            yield number, line
            now = time.monotonic()
            if now - told >= (0.5 if terminal else PROGRESS_EVERY):
                told = now
                says = f"{number:,} lines answered, {number / (now - began):,.0f} a second"
                self.stderr.write(f"\r{says}" if terminal else says, ending="" if terminal else "\n")
        if terminal and told != began:
            self.stderr.write(f"\r{number:,} lines answered.")

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        raise SystemExit(WRONG_INPUT)


def _query(options: dict[str, Any]) -> Query:
    """What file and arguments ask; raises AnswersRefused, BadData or OSError."""
    given = _file(options["file"]) if options["file"] else {}
    return query_of({**given, **_answers(options["answers"]), **_editions(options)}, {"paper": options["paper"]})


def _editions(options: dict[str, Any]) -> dict[str, str]:
    return {key: options[key] for key in ("edition", "prices") if options[key]}


def _file(path: str) -> dict[str, Any]:
    """The answers in a TOML file, which has one `question = "option"` a line."""
    try:
        return tomllib.loads(Path(path).read_text("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise BadData(f"{path} could not be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadData(f'{path} is not TOML such as services = "3-9": {error}.') from error


def _answers(pairs: Iterable[str]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for pair in pairs:
        key, separator, option = pair.partition("=")
        if not separator:
            raise AnswersRefused({pair: f"“{pair}” is not of the form question=option."})
        if key in answers:
            raise AnswersRefused({key: f"“{key}” is answered twice."})
        answers[key] = option
    return answers
