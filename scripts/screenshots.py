"""Takes screenshots at three widths, light and dark: screenshots.py http://127.0.0.1:8000 FOLDER [PAGE ...]."""

import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

SHEET = (
    "services=3-9&targets=one&hosting=cloud&servers=4-10&load=swings&scaling=some&deploys=daily&work=web"
    "&team=4-10&skills=some&ops=none&reason=open"
)
IN_A_YEAR = (
    "services=10-29&targets=one&hosting=cloud&servers=11-up&load=swings&scaling=many&deploys=daily&work=web"
    "&team=11-40&skills=production&ops=one&reason=open"
)
PAGES = {
    "start": "/",
    "question": "/questions/?services=3-9&targets=one",
    "error": "/questions/?services=3-9&asked=targets",
    "all": "/questions/?all=1",
    "advice": f"/advice/?{SHEET}",
    "unfinished": "/advice/?services=3-9&team=4-10&ops=one",
    "four-unknown": f"/advice/?{SHEET}&targets=unsure".replace("targets=one&", "", 1)
    .replace("load=swings&", "", 1)
    .replace("work=web&", "", 1)
    .replace("skills=some&", "", 1),
    "beside": f"/advice/?{SHEET}&limits=disk,failover&today=kubernetes".replace("team=4-10", "team=1").replace(
        "ops=none", "ops=crew"
    ),
    "limits": "/questions/?at=limits",
    "cases": "/cases/",
    "differing": "/cases/?agreement=differs",
    "method": "/method/",
    "api": "/api/",
    "compare": f"/compare/?a={quote(SHEET)}&b={quote(IN_A_YEAR)}",
    "missing": "/nowhere/",
}
WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")


def main(address: str, folder: Path, only: list[str]) -> None:
    """Writes one PNG a page, width and colour scheme, and prints what the console says."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for scheme in SCHEMES:
            for width in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
                page.on("console", lambda message: print("console:", message.text))
                for name in only or PAGES:
                    page.goto(address + PAGES[name])
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
