"""Pictures of every page at three widths, light and dark: `make screenshots` writes them and docs/pages.md anew.

While working: `python -m scripts.screenshots ADDRESS FOLDER [PAGE ...]` takes them from a running server, as PNG and
in full length.
"""

import base64
import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

from bench.serving import ROOT, chromium, server

SHEET = (
    "services=3-9&targets=one&hosting=cloud&servers=4-10&load=swings&scaling=some&deploys=daily&work=web"
    "&team=4-10&skills=some&ops=part&reason=open"
)
IN_A_YEAR = (
    "services=10-29&targets=one&hosting=cloud&servers=11-up&load=swings&scaling=many&deploys=daily&work=web"
    "&team=11-40&skills=production&ops=one&reason=open"
)
PAGES = {
    "start": ("Start", "/"),
    "question": ("A question", "/questions/?services=3-9&targets=one&hosting=cloud"),
    "error": ("A question without an answer", "/questions/?services=3-9&asked=targets"),
    "all": ("All questions on one page", "/questions/?all=1"),
    "check": ("Check your answers", f"/questions/?{SHEET}&check=1"),
    "advice": ("Advice", f"/advice/?{SHEET}"),
    "unfinished": ("Advice with open questions", "/advice/?services=3-9&team=4-10&ops=one"),
    "beside": ("Advice with hard limits", f"/advice/?{SHEET}&limits=disk,failover&today=kubernetes"),
    "limits": ("Hard limits", "/questions/?at=limits"),
    "cases": ("Cases", "/cases/"),
    "method": ("Method", "/method/"),
    "api": ("API", "/api/"),
    "compare": ("Two sheets compared", f"/compare/?a={quote(SHEET)}&b={quote(IN_A_YEAR)}"),
    "prices": ("Prices", "/prices/?show=hetzner"),
    "customize": ("Embed", "/embed/customize/"),
    "frame": ("The widget's frame", "/embed/?services=3-9"),
    "verdict": ("The widget's verdict", f"/embed/?{SHEET}"),
    "accessibility": ("Accessibility", "/accessibility/"),
    "missing": ("A wrong address", "/nowhere/"),
}
WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
TALLEST = 2000
"""Pixels of a picture in docs/pages.md; a page that is longer is cut there."""


def pictures(address: str, names: list[str], take) -> None:
    """Opens every page at every width in both schemes, prints what the console says, and hands it to `take`."""
    with chromium() as browser:
        for scheme in SCHEMES:
            for width in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
                page.on("console", lambda message: print("console:", message.text))
                for name in names:
                    page.goto(address + PAGES[name][1])
                    take(page, f"{name}-{width}-{scheme}")
                page.close()


def document(folder: Path) -> None:
    """Writes docs/pages.md and its pictures, as WebP."""
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        width = page.viewport_size["width"]
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        options = {"format": "webp", "quality": 60, "clip": clip, "captureBeyondViewport": True}
        picture = page.context.new_cdp_session(page).send("Page.captureScreenshot", options)
        (folder / f"{name}.webp").write_bytes(base64.b64decode(picture["data"]))

    with server() as address:
        pictures(address, list(PAGES), take)
    lines = [
        "# Every page",
        "",
        f"At {', '.join(map(str, WIDTHS))} pixels, light and dark; `make screenshots` takes them anew.",
        "",
    ]
    for name, (title, path) in PAGES.items():
        lines += [f"## {title}", "", f"`{path}`", ""]
        for scheme in SCHEMES:
            shown = (
                f'<img src="pages/{name}-{w}-{scheme}.webp" width="{w // 4}" alt="{title}, {w} pixels, {scheme}">'
                for w in WIDTHS
            )
            lines += ["\n".join(shown), ""]
    (ROOT / "docs" / "pages.md").write_text("\n".join(lines))


def main() -> None:
    if len(sys.argv) == 1:
        document(ROOT / "docs" / "pages")
        return
    address, folder, only = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    folder.mkdir(parents=True, exist_ok=True)
    pictures(
        address, only or list(PAGES), lambda page, name: page.screenshot(path=folder / f"{name}.png", full_page=True)
    )


if __name__ == "__main__":
    main()
