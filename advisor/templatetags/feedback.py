"""Links to the tracker, prefilled with an address of ours and nothing else."""

from __future__ import annotations

from urllib.parse import quote

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def feedback(path: str, place: str = "") -> str:
    """Where to say that what stands at this path, and in this place of it, is wrong; empty if no tracker is set."""
    here = settings.ADVISOR_ORIGIN + path + (f"#{place}" if place else "")
    return settings.ADVISOR_TRACKER.replace("{permalink}", quote(here, safe=""))
