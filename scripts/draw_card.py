"""Draws static/embed/card.svg with its letters as outlines, since a picture in a README may load no font."""

from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

STATIC = Path(__file__).parent.parent / "static"
PAPER, INK, HAIR = "#fbfaf6", "#1a1b1e", "#dedcd4"
WIDTH, HEIGHT = 420, 132
MARKS = (
    ("#a33a2c", '<rect x="2" y="2" width="12" height="12" rx="1"/>'),
    ("#a45a00", '<circle cx="8" cy="8" r="6.6"/>'),
    ("#1a7a42", '<path d="M8 .8 15.2 8 8 15.2.8 8z"/>'),
    ("#0b7a75", '<path d="m8 .9 6.2 3.6v7L8 15.1l-6.2-3.6v-7z"/>'),
    ("#2453c9", '<path d="m8 .6 2.2 4.8 5.2.6-3.8 3.6 1 5.2L8 12.2l-4.6 2.6 1-5.2L.6 6l5.2-.6z"/>'),
)
"""The five alternatives, simplest first, as everywhere: a shape and a colour each."""


def outline(text: str, font: TTFont, size: float, x: float, y: float) -> tuple[str, float]:
    """The outlines of a line of text that begins at (x, y), and where it ends."""
    glyphs, names, scale = font.getGlyphSet(), font.getBestCmap(), size / font["head"].unitsPerEm
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.1f}".rstrip("0").rstrip("."))
    for character in text:
        glyph = glyphs[names[ord(character)]]
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        x += glyph.width * scale
    return pen.getCommands(), x


def main() -> None:
    display = TTFont(STATIC / "fonts" / "fraunces-560.woff2")
    plain = TTFont(STATIC / "fonts" / "source-sans-3-600-normal.woff2")
    title, _ = outline("Do you need Kubernetes?", display, 31, 24, 58)
    action, end = outline("Take the two-minute check", plain, 16, 36, 99.5)
    marks = "".join(
        f'<g transform="translate({308 + 18 * at} 86)" fill="{hue}">{mark}</g>'
        for at, (hue, mark) in enumerate(MARKS)
    )
    button = f'<rect x="24" y="78" width="{end - 24 + 12:.0f}" height="32" rx="3" fill="{INK}"/>'
    (STATIC / "embed" / "card.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img"><title>Do you need Kubernetes? Take the two-minute check</title>'
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="5" fill="{PAPER}" stroke="{HAIR}"/>'
        f'<path d="M24 21h372v3H24z" fill="{INK}"/><path d="{title}" fill="{INK}"/>{button}'
        f'<path d="{action}" fill="{PAPER}"/>{marks}</svg>\n'
    )


if __name__ == "__main__":
    main()
