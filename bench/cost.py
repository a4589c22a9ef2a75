"""S1 and S3: CPU of a step, an advice page and a 304, against a plain view with the same HTML, in one process."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

from django.core.handlers.wsgi import WSGIHandler
from django.template import engines
from django.test import RequestFactory

from advisor import fragments
from advisor.production import keeping
from advisor.query import fresh
from bench.table import Row, at_most
from tests.sheets import sheet

ROUNDS, REQUESTS = 9, 60
STEP = "/questions/?services=3-9&targets=one&hosting=cloud&servers=4-10&load=swings"
ADVICE = "/advice/?" + fresh(sheet()).encode()


def rows() -> Iterator[Row]:
    """Warm as shipped, cold beside it."""
    logging.disable(logging.CRITICAL)
    handler, factory = WSGIHandler(), RequestFactory(SERVER_NAME="localhost")
    memory = keeping.Memory(16 * 1024 * 1024)
    nothing = keeping.Memory(0)
    shown = {path: handler.get_response(factory.get(path)) for path in (STEP, ADVICE)}
    assert all(response.status_code == 200 for response in shown.values())

    def ask(path: str, kept: keeping.Memory, **headers: str) -> Callable[[], None]:
        def work() -> None:
            keeping.memory = lambda: kept  # what a process keeps is chosen for each measurement
            handler.get_response(factory.get(path, headers=headers))

        return work

    def cold() -> None:
        fragments._rendered.clear()
        ask(STEP, nothing)()

    plain = _plain_view(shown[STEP].content.decode(), factory)
    tag = shown[ADVICE]["ETag"]
    works = {
        "plain": plain,
        "step": ask(STEP, memory),
        "step, fragments alone": ask(STEP, nothing),
        "step, cold": cold,
        "advice": ask(ADVICE, memory),
        "advice, cold": ask(ADVICE, nothing),
        "304": ask(ADVICE, nothing, **{"If-None-Match": tag}),
    }
    best = _best(works)
    logging.disable(logging.NOTSET)
    ms = {name: seconds * 1000 for name, seconds in best.items()}
    yield at_most("S1", "step, warm, ms of CPU", ms["step"], 1.2, "plain view, same HTML", ms["plain"])
    yield at_most("", "step, question fragments alone", ms["step, fragments alone"], None, "plain view", ms["plain"])
    yield at_most("", "step, cold", ms["step, cold"], None, "plain view", ms["plain"])
    yield at_most("S3", "304 of the advice page, ms of CPU", ms["304"], 0.4, "its 200, made", ms["advice, cold"])
    yield at_most("", "304 of the advice page", ms["304"], None, "its 200, from memory", ms["advice"])


def _plain_view(html: str, factory: RequestFactory) -> Callable[[], None]:
    """The same HTML from a template of Django with a few variables, behind the middleware of a new Django project."""
    from django.http import HttpResponse
    from django.middleware.common import CommonMiddleware
    from django.middleware.security import SecurityMiddleware

    source = html.replace("{", "&#123;").replace("Do you need Kubernetes?", "{{ title }}")
    template = engines["django"].from_string(source)

    def view(request):
        return HttpResponse(template.render({"title": "Do you need Kubernetes?"}, request))

    chain = SecurityMiddleware(CommonMiddleware(view))
    return lambda: chain(factory.get("/plain/")) and None


def _best(works: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Seconds of CPU per request: the best of the rounds, which take turns."""
    for work in works.values():
        work()
    best = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            began = time.process_time()
            for _ in range(REQUESTS):
                work()
            best[name] = min(best[name], (time.process_time() - began) / REQUESTS)
    return best
