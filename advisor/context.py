"""What every template may use."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """The public address of this site, for absolute links."""
    return {"origin": settings.ADVISOR_ORIGIN}
