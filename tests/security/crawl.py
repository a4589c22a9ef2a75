"""Every address of the product, from its urlconf: none can be added without being looked at."""

from django.urls import get_resolver, reverse

from advisor.api.endpoints import ENDPOINTS
from advisor.query import fresh
from tests.sheets import sheet

ARGUMENTS = {"embed-script": [["1"], ["1.0.0"], ["9"]], "api-endpoint": [[name] for name in [*ENDPOINTS, "nowhere"]]}
"""Arguments of routes that take some."""
COMPLETE, PARTIAL = fresh(sheet()).encode(), fresh({"ops": "none"}).encode()
QUERIES = ["", f"?{COMPLETE}", f"?{PARTIAL}", "?x=1", "?team=nonsense", "?edition=1999-01-01", "?utm_source=x"]
ERRORS = [
    "/nowhere/",
    "/api/v1/a/b",
    "/static/nowhere.css",
    "/advice",
    "/%00",
    "/embed",
    "/questions/../../etc/passwd",
]
FILES = ["/static/css/advisor.css", "/static/embed/frame.css", "/static/embed/frame.js"]


def paths():
    """Every route with every kind of query, files, and what is not there."""
    for pattern in get_resolver().url_patterns:
        if pattern.name is None:
            continue  # whatever else lies under /api/; it stands among the errors
        for arguments in ARGUMENTS.get(pattern.name, [[]]):
            path = reverse(pattern.name, args=arguments)
            yield from (path + query for query in QUERIES)
    yield from (*ERRORS, *FILES)
