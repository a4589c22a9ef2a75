"""manage.py refresh_prices: a new edition of the price book from what providers say today."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from advisor.costs.prices import BOOKS, load_book, read_book
from advisor.costs.refresh.adapters import ADAPTERS
from advisor.costs.refresh.fetching import client, fetch
from advisor.costs.refresh.gate import Change, judge, new_edition
from advisor.costs.refresh.quotes import AnswerRefused, Quote, load_pairs, load_selections


class Command(BaseCommand):
    """Fetches, parses, judges, shows, and with --apply writes a new dated edition; the old one is never changed."""

    help = (
        "Asks the providers for their prices and shows what differs from the newest edition of the price book. "
        "Nothing is written without --apply. A provider that fails leaves the others' results as they are. "
        "HETZNER_TOKEN, DIGITALOCEAN_TOKEN and GCP_API_KEY are read from the environment; the others need no key. "
        "Exit status: 0 done, 1 a provider failed or --check found a difference, 2 wrong arguments."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--provider", action="append", choices=list(ADAPTERS), help="only this one (repeatable)")
        parser.add_argument("--from-file", type=Path, metavar="DIR", help="read saved answers from DIR/<provider>/")
        parser.add_argument("--check", action="store_true", help="end with status 1 if anything differs")
        parser.add_argument("--apply", action="store_true", help="write a new edition")
        parser.add_argument("--force", action="store_true", help="let large moves and broken pairs in")
        parser.add_argument("--date", help="the date of the new edition and of undated answers (today by default)")

    def handle(self, *args: Any, **options: Any) -> None:
        today = self._today(options["date"])
        if options["apply"] and options["check"]:
            raise CommandError("--check only looks and --apply writes: choose one.", returncode=2)
        if options["from_file"] and not options["from_file"].is_dir():
            raise CommandError(f"{options['from_file']} is not a folder.", returncode=2)
        book = load_book()
        quotes, failed = self._collect(options["provider"] or list(ADAPTERS), options["from_file"], today)
        changes = judge(book, quotes, load_pairs(), force=options["force"])
        self._table(changes)
        differs = any(change.verdict != "same" for change in changes)
        if options["apply"]:
            self._write(book.edition, today, changes)
        if failed or (options["check"] and differs):
            raise SystemExit(1)

    def _today(self, given: str | None) -> str:
        try:
            return (date.fromisoformat(given) if given else datetime.now(UTC).date()).isoformat()
        except ValueError as error:
            raise CommandError(f"--date must be a day such as 2026-11-24, not {given!r}.", returncode=2) from error

    def _collect(self, providers: list[str], saved: Path | None, today: str) -> tuple[list[Quote], list[str]]:
        """The quotes of every provider that answers, and the names of those that fail."""
        quotes: list[Quote] = []
        failed = []
        with tempfile.TemporaryDirectory() as temporary:
            for number, provider in enumerate(providers, start=1):
                self.stderr.write(f"[{number}/{len(providers)}] {provider} ...")
                try:
                    found = self._ask(provider, saved, Path(temporary), today)
                except (AnswerRefused, OSError) as error:
                    failed.append(provider)
                    self.stderr.write(f"    failed, its old prices stay: {error}")
                else:
                    quotes += found
                    self.stderr.write(f"    {len({quote.id for quote in found})} of {_wanted(provider)} prices found")
        return quotes, failed

    def _ask(self, provider: str, saved: Path | None, temporary: Path, today: str) -> list[Quote]:
        adapter, selections = ADAPTERS[provider], load_selections().get(provider, [])
        folder = (saved or temporary) / provider
        if saved is None:
            key = os.environ.get(adapter.key, "")
            if adapter.key and not key:
                raise AnswerRefused(f"set {adapter.key} to ask this provider")
            with client() as web:
                for document in adapter.documents(selections, key):
                    self.stderr.write(f"    {document.name}")
                    fetch(web, document, folder)
        return list(adapter.parse(folder, selections, today))

    def _table(self, changes: Iterable[Change]) -> None:
        shown = [change for change in changes if change.verdict != "same"]
        same = len([change for change in changes if change.verdict == "same"])
        self.stdout.write(f"{same} prices are as they were, {len(shown)} differ.")
        if shown:
            width = max(len(change.id) for change in shown)
            self.stdout.write(f"{'price':{width}}  {'old':>14}  {'new':>14}  {'change':>8}  verdict")
        for change in shown:
            old, new = f"{change.old.normalize():f}", f"{change.quote.amount.normalize():f}"
            moved = f"{100 * change.moved_by:+.1f} %"
            verdict = "let in" if change.verdict == "moved" else f"refused: {change.why}"
            self.stdout.write(f"{change.id:{width}}  {old:>14}  {new:>14}  {moved:>8}  {verdict}")

    def _write(self, edition: str, today: str, changes: list[Change]) -> None:
        path = BOOKS / f"{today}.toml"
        if path.exists():
            raise CommandError(f"There is an edition of {today} already, and an edition is never changed.")
        if not any(change.verdict != "refused" for change in changes):
            raise CommandError("Nothing was let in, so no edition was written.")
        text = new_edition((BOOKS / f"{edition}.toml").read_text("utf-8"), today, changes)
        path.write_text(re.sub(r"\n{3,}", "\n\n", text), "utf-8")
        try:
            read_book(path)
        except ValueError as error:
            path.unlink()
            raise CommandError(f"The new edition is not sound and was not kept: {error}") from error
        self.stdout.write(f"Wrote the edition of {today}; that of {edition} stays as it is.")


def _wanted(provider: str) -> int:
    return sum(len(selection.prices) for selection in load_selections().get(provider, [])) or 1
