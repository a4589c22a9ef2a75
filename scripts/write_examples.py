"""Writes the decision record of every situation of the start page to docs/examples/, as `make examples` does."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "examples"
ORIGIN = "https://advisor.example"


def records() -> dict[str, str]:
    """File name -> decision record."""
    from django.test import override_settings

    from advisor.decision.tables import read
    from advisor.pages import EXAMPLES
    from advisor.query import fresh
    from advisor.record import record

    with override_settings(ADVISOR_ORIGIN=ORIGIN):
        return {f"{key}.md": record(fresh(table.table("answers").values)) for key, table in read(EXAMPLES).tables()}


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advisor.settings")
    import django

    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.md"):
        path.unlink()
    for name, text in records().items():
        (FOLDER / name).write_text(text, "utf-8")
        print(f"Wrote docs/examples/{name}.")
