"""Serving reports: cached, bounded, isolated, and honest when there is no place."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from advisor import views
from advisor.report import report
from advisor.report.pool import Busy, Renderers, RenderingFailed
from advisor.report.rendering import Job
from tests.report.work import work
from tests.sheets import sheet

ROOT = Path(__file__).parent.parent.parent
GIGABYTE = 1024**3
pytestmark = pytest.mark.xdist_group("serving")


def job(html):
    return Job(html=html, paper="A4", attachment=b"{}", created="2026-11-24", key="k")


@pytest.fixture
def renderers():
    """A pool of two processes that may do anything; its processes end with the test."""
    made = []

    def make(**limits):
        pool = Renderers(**({"workers": 2, "waiting": 2, "seconds": 30, "memory": 0, "work": work} | limits))
        made.append(pool)
        return pool

    yield make
    for pool in made:
        pool.stop()


@pytest.fixture
def counted(monkeypatch):
    """A renderer that counts, and an empty cache."""
    caches["reports"].clear()
    calls = []

    class Counting:
        def render(self, asked):
            calls.append(asked)
            return b"%PDF-" + asked.key.encode()

    monkeypatch.setattr(report, "renderers", Counting)
    yield calls
    caches["reports"].clear()


# --- the pool ------------------------------------------------------------------------------------------------


def test_a_renderer_that_hangs_is_ended_and_replaced_and_nobody_else_notices(renderers):
    pool = renderers(seconds=2)
    pool.render(job("ok"))
    failures = []

    def hang():
        try:
            pool.render(job("hang"))
        except RenderingFailed as error:
            failures.append(str(error))

    thread = threading.Thread(target=hang)
    began = time.monotonic()
    thread.start()
    assert pool.render(job("ok")).isdigit()
    thread.join(20)
    assert failures == ["Rendering took longer than 2 seconds."]
    assert time.monotonic() - began < 15
    assert pool.render(job("ok")).isdigit()


def test_processes_that_hang_while_they_idle_are_replaced_too(renderers):
    pool = renderers(workers=1, waiting=0, seconds=1, patience=30)
    idle = int(pool.render(job("ok")))
    pool.patience = 1
    os.kill(idle, signal.SIGSTOP)
    with pytest.raises(RenderingFailed, match="longer than 1 seconds"):
        pool.render(job("ok"))
    pool.patience = 30  # for a new process to start
    assert int(pool.render(job("ok"))) != idle
    with pytest.raises(ProcessLookupError):
        for _ in range(150):  # it is killed where being told to stop does not help
            os.kill(idle, 0)
            time.sleep(0.1)


def test_whatever_goes_wrong_on_the_way_to_a_renderer_is_a_failure_in_words(renderers, monkeypatch):
    pool = renderers()
    pool.render(job("ok"))
    broken = Future()
    broken.set_exception(TypeError("'NoneType' object cannot be interpreted as an integer"))  # a pipe that was closed
    monkeypatch.setattr(pool._pool, "schedule", lambda *_, **__: broken)
    with pytest.raises(RenderingFailed, match=r"^Rendering failed\.$"):
        pool.render(job("ok"))


def test_who_waits_for_a_pool_that_others_replace_is_told_at_once(renderers, monkeypatch):
    pool = renderers(workers=1, waiting=1, seconds=600)
    pool.render(job("ok"))
    failures, lost = [], [Future(), Future()]  # a pool that is stopped may never end what it was asked for
    given = iter(lost)
    monkeypatch.setattr(pool._pool, "schedule", lambda *_, **__: next(given))

    def wait():
        try:
            pool.render(job("ok"))
        except RenderingFailed as error:
            failures.append(str(error))

    threads = [threading.Thread(target=wait, daemon=True) for _ in lost]
    for thread in threads:
        thread.start()
    while len(pool._under_way) < len(lost):
        time.sleep(0.01)
    pool._abandon(pool._pool)
    for thread in threads:
        thread.join(20)
    assert failures == ["The renderer died."] * 2
    assert not pool._under_way


@pytest.mark.parametrize(("how", "says"), [("die", "The renderer died."), ("fail", "Rendering failed\\.")])
def test_a_renderer_that_dies_or_fails_is_told_and_the_next_one_works(renderers, how, says):
    pool = renderers()
    with pytest.raises(RenderingFailed, match=says):
        pool.render(job(how))
    assert pool.render(job("ok")).isdigit()


def test_a_renderer_that_eats_memory_is_stopped_by_its_cap(renderers):
    pool = renderers(memory=GIGABYTE + GIGABYTE // 2)
    with pytest.raises(RenderingFailed):
        pool.render(job("eat"))
    assert pool.render(job("ok")).isdigit()


def test_past_its_places_it_says_at_once_when_to_come_back(renderers):
    pool = renderers(workers=1, waiting=1, seconds=20)
    pool.render(job("ok"))
    threads = [threading.Thread(target=pool.render, args=[job("wait 2")]) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    with pytest.raises(Busy) as refusal:
        pool.render(job("ok"))
    assert time.monotonic() - began < 0.5
    assert refusal.value.retry_after == 5
    for thread in threads:
        thread.join(20)
    assert pool.render(job("ok")).isdigit()


def test_work_is_done_in_other_processes(renderers):
    assert int(renderers().render(job("ok"))) != os.getpid()


def test_the_web_process_never_imports_weasyprint():
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        "from advisor.wsgi import application\n"
        "from django.test import Client\n"
        "if __name__ == '__main__':\n"
        "    assert Client(SERVER_NAME='localhost').get('/advice.pdf?services=3-9').content[:5] == b'%PDF-'\n"
        "    print('weasyprint' in sys.modules)\n"
        "    from advisor.report.report import renderers; renderers().stop()"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout.strip() == "False", found.stderr


# --- the route -----------------------------------------------------------------------------------------------


def get(headers=None, **query):
    return Client().get("/advice.pdf", {**sheet(), **query}, headers=headers)


def test_a_second_request_comes_from_the_cache(counted):
    first, second = get(), get()
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert len(counted) == 1


def test_a_304_renders_nothing(counted):
    tag = get()["ETag"]
    assert not tag.startswith("W/")
    caches["reports"].clear()
    assert get({"If-None-Match": tag}).status_code == 304
    assert len(counted) == 1


def test_compression_leaves_the_strong_etag_alone(counted):
    response = get({"Accept-Encoding": "gzip"})
    assert not response["ETag"].startswith("W/")
    assert "Content-Encoding" not in response


def test_it_is_a_download_with_a_sensible_name(counted):
    response = get()
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"] == 'attachment; filename="do-you-need-kubernetes-2026-11-24-serverless.pdf"'
    )


def test_with_both_editions_in_the_address_it_may_be_kept_for_good(counted):
    assert get(edition="2026-11-24", prices="2026-11-22")["Cache-Control"] == "public, max-age=86400, immutable"
    assert get()["Cache-Control"] == "public, max-age=300"


def test_each_paper_has_its_own_report(counted):
    assert get()["ETag"] != get(paper="letter")["ETag"]
    assert [asked.paper for asked in (get(), get(paper="Letter")) and counted] == ["A4", "Letter"]


def test_an_unknown_paper_is_refused_in_words(counted):
    response = get(paper="A5")
    assert response.status_code == 400
    assert "“A5” is not a paper. Choose one of: a4, letter." in response.content.decode()
    assert counted == []


def test_no_answers_lead_to_the_questions():
    assert Client().get("/advice.pdf")["Location"] == "/questions/"


@pytest.mark.parametrize(
    ("error", "after"), [(Busy(5), "5"), (RenderingFailed("The renderer died."), str(views.RETRY_AFTER_FAILURE))]
)
def test_without_a_renderer_it_says_503_and_when_to_come_back(monkeypatch, error, after):
    def fail(_):
        raise error

    monkeypatch.setattr(views, "report", fail)
    page, problem = get(), get({"Accept": "application/json"})
    for response in (page, problem):
        assert response.status_code == 503
        assert response["Retry-After"] == after
        assert response["Cache-Control"] == "no-store"
    assert str(error) in page.content.decode()
    assert "Back to the advice" in page.content.decode()
    assert problem["Content-Type"] == "application/problem+json"
    assert problem.json()["detail"] == str(error)


def test_a_cached_report_costs_a_fiftieth_of_the_first_at_most():
    caches["reports"].clear()
    report.renderers().render(report.job(_other()))  # starts the processes, which is nobody's first report
    began = time.perf_counter()
    first = get()
    between = time.perf_counter()
    second = get()
    ended = time.perf_counter()
    report.renderers().stop()
    assert first.content == second.content
    assert ended - between <= 0.02 * (between - began)


def _other():
    from tests.report.situations import SITUATIONS

    return SITUATIONS["solo"]
