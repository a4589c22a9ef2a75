"""Text as Markdown: nothing in it turns into markup, lines are at most 80 characters, tables are aligned."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

WIDTH = 80
"""Characters a line: what markdownlint asks for unless it is told otherwise."""
ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:)]")
SPECIAL = re.compile(r"[\\`*<>\[\]|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
BLOCK = re.compile(r"^(\s*)([-+#>=]|\d+(?=[.)](\s|$)))")
"""What would begin a list, a heading or a quote at the start of a line."""


def plain(text: str) -> str:
    """The text, escaped; addresses in it become links."""
    pieces, at = [], 0
    for found in ADDRESS.finditer(text):
        pieces += [SPECIAL.sub(r"\\\g<0>", text[at : found.start()]), f"<{found[0]}>"]
        at = found.end()
    return "".join([*pieces, SPECIAL.sub(r"\\\g<0>", text[at:])])


def paragraph(text: str) -> str:
    """A paragraph of Markdown, wrapped."""
    return _wrapped(text, "")


def bullet(text: str) -> str:
    """An item of a list, wrapped."""
    first, *rest = _wrapped(text, "  ").splitlines()
    return "\n".join([f"* {first.lstrip()}", *rest])


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with padded cells; all columns but the first are numbers."""
    widths = [max(3, *(len(row[at]) for row in [header, *rows])) for at in range(len(header))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_row(cells, widths) for cells in [header, rule, *rows])


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "| " + " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]) + " |"


def _wrapped(text: str, indent: str) -> str:
    lines = textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(BLOCK.sub(_escaped, line) for line in lines)


def _escaped(found: re.Match[str]) -> str:
    """A number keeps its digits and loses its point's meaning; a sign is escaped itself."""
    return f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"
