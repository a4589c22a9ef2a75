"""What every template may use."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from advisor.decision.wording import ARTICLE


def site(request: HttpRequest) -> dict[str, str]:
    """The public address of this site, for absolute links, and the article by name."""
    return {"origin": settings.ADVISOR_ORIGIN, "article": ARTICLE}
