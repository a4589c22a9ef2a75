"""manage.py blast_radius: what a change of the model moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from advisor.decision import twin
from advisor.decision.blast import Move, blast_radius, moved_situations
from advisor.decision.cube import CUBE, file_name, stored_leaders, write_cube
from advisor.decision.loading import EDITIONS, load_model
from advisor.decision.model import Model
from advisor.decision.tables import BadData


class Command(BaseCommand):
    """Compares the committed cube with the advice that the tables give now."""

    help = (
        "Shows what a change of the model moves: how many answer sheets from which advice to which, five examples "
        "of each move, and the situations of tests/decision/situations.toml that change. --write then stores the "
        "new cube, which is the golden file that the tests compare with."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", help="the edition to look at (the newest by default)")
        parser.add_argument("--write", action="store_true", help="store the new cube")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            model = load_model(options["edition"])
        except BadData as error:
            raise CommandError(str(error)) from error
        path = EDITIONS / model.edition / CUBE
        after = twin.leaders(model)
        before = stored_leaders(path, model)
        if before is None:
            self.stdout.write(f"Edition {model.edition} has no cube with these questions and options yet.")
        else:
            self._report(model, blast_radius(model, before, after))
            self._report_situations(model, before, after)
        if options["write"]:
            self._write(model, path.parent)

    def _write(self, model: Model, folder: Path) -> None:
        """The cube, and one for each set of alternatives that hard limits can rule out."""
        for removed in model.limits.removable:
            path = folder / file_name(removed)
            write_cube(path, model, twin.leaders(model, removed))
            self.stdout.write(f"Wrote {path.name} of edition {model.edition}, {path.stat().st_size:,} bytes.")

    def _report(self, model: Model, moves: list[Move]) -> None:
        total = sum(move.sheets for move in moves)
        share = 100 * total / model.sheets
        self.stdout.write(f"{total:,} of {model.sheets:,} sheets get other advice ({share:.2f} %).")
        for move in moves:
            self.stdout.write(f"\n{move.before} -> {move.after}: {move.sheets:,}")
            for sheet in move.examples:
                self.stdout.write("    " + " ".join(f"{key}={option}" for key, option in sheet.items()))

    def _report_situations(self, model: Model, before: Any, after: Any) -> None:
        path = Path("tests/decision/situations.toml")
        if not path.exists():
            self.stdout.write(f"\n{path} is not here, so no situations were compared.")
            return
        moved = moved_situations(model, before, after, path)
        self.stdout.write(f"\n{len(moved)} situations of {path} get other advice.")
        for name, old, new in moved:
            self.stdout.write(f"    {name}: {old} -> {new}")
