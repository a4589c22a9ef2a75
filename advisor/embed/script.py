"""The site script of the widget in its published versions, and the card for places that only take an image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from advisor.decision.tables import read
from advisor.headers import open_to_all

LOADERS = Path(__file__).parent / "loader"
CARD = settings.BASE_DIR / "static" / "embed" / "card.svg"
MAJOR = "1"


@dataclass(frozen=True)
class Loader:
    """A published version of the site script: its bytes and the hash that other sites name in `integrity`."""

    version: str
    content: bytes
    integrity: str

    @property
    def address(self) -> str:
        """Its own address, which never changes what it gives."""
        return settings.ADVISOR_ORIGIN + reverse("embed-script", args=[self.version])


@cache
def loaders() -> Mapping[str, Loader]:
    """All published versions of the site script, oldest first."""
    return {
        version: Loader(version, (LOADERS / f"{version}.js").read_bytes(), entry.text("integrity"))
        for version, entry in read(LOADERS / "versions.toml").tables()
    }


def newest() -> Loader:
    """The version that `/embed/v1.js` gives."""
    return list(loaders().values())[-1]


def moving_address() -> str:
    """The address that always gives the newest version of protocol 1."""
    return settings.ADVISOR_ORIGIN + reverse("embed-script", args=[MAJOR])


def _found(version: str) -> Loader:
    found = newest() if version == MAJOR else loaders().get(version)
    if found is None:
        raise Http404(f"There is no version {version} of the site script.")
    return found


@require_safe
def script(request: HttpRequest, version: str) -> HttpResponse:
    """`v1.js`, the newest version of protocol 1, or `v1.0.0.js`, one version for ever."""
    found = _found(version)
    response = HttpResponse(found.content, content_type="text/javascript; charset=utf-8")
    return open_to_all(response)


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """A picture that links to the questions, for Markdown on sites that show nothing else."""
    return open_to_all(HttpResponse(CARD.read_bytes(), content_type="image/svg+xml"))
