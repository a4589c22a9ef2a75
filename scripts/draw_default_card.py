"""Draws static/cards/default.png, what other sites show beside a link to a page without a verdict."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ["ADVISOR_DEBUG"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "advisor.settings"

import django  # noqa: E402

django.setup()

# The card is made of Django's templates, which need its settings.
from advisor.report.card import default_card  # noqa: E402
from advisor.report.rendering import render  # noqa: E402

(ROOT / "static" / "cards" / "default.png").write_bytes(render(default_card()))
