"""The pool of renderers: bounded, replaced where it hangs, and honest when there is no place."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from advisor.report.pool import Busy, Renderers, RenderingFailed
from advisor.report.rendering import Job
from tests.report.work import work

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


def test_who_asked_while_the_pool_was_being_replaced_is_told_at_once_too(renderers, monkeypatch):
    pool = renderers(workers=1, waiting=0, seconds=600)
    pool.render(job("ok"))
    replaced = pool._pool

    def schedule(*_, **__):
        pool._abandon(replaced)
        return Future()

    monkeypatch.setattr(replaced, "schedule", schedule)
    failures = []

    def ask():
        try:
            pool.render(job("ok"))
        except RenderingFailed as error:
            failures.append(str(error))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(20)
    assert failures == ["The renderer died."]


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
