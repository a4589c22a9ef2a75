"""Finished reports: made once for all who ask, shared by replicas, and never trusted blindly."""

import threading
import time

import pytest
from django.core.cache import caches

from advisor.production.shared import shared
from advisor.report import report, store
from advisor.report.pool import Busy, RenderingFailed
from tests.report.situations import SITUATIONS

QUERY = SITUATIONS["team"]


@pytest.fixture
def made(monkeypatch, anew, tmp_path):
    """A renderer that counts and takes a moment, a server's folder of its own, and nothing kept."""
    caches["reports"].clear()
    anew.ADVISOR_SCRATCH = str(tmp_path)
    store._locks.cache_clear()
    calls, lock = [], threading.Lock()

    class Counting:
        fails = False

        def render(self, asked):
            with lock:
                calls.append(asked.key)
            time.sleep(0.2)
            if self.fails:
                raise RenderingFailed("The renderer died.")
            return b"%PDF-" + asked.key.encode()

    renderer = Counting()
    monkeypatch.setattr(report, "renderers", lambda: renderer)
    renderer.calls = calls
    yield renderer
    store._locks.cache_clear()
    caches["reports"].clear()


def ask_together(count):
    """What so many get who ask at the same moment."""
    results, start = [], threading.Barrier(count)

    def client():
        start.wait()
        try:
            results.append(report.report(QUERY))
        except (Busy, RenderingFailed) as error:
            results.append(type(error))

    threads = [threading.Thread(target=client) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_who_asks_for_the_same_report_meanwhile_gets_the_one_that_is_made(made):
    results = ask_together(4)
    assert len(made.calls) == 1
    assert len(set(results)) == 1


def test_more_than_there_are_places_for_are_told_at_once_to_come_back(made):
    results = ask_together(12)
    assert len(made.calls) == 1
    assert Busy in results
    assert all(result is Busy or result.startswith(b"%PDF-") for result in results)


def test_who_waits_for_a_report_that_fails_fails_with_it_and_does_not_try_it_again(made):
    made.fails = True
    began = time.monotonic()
    assert set(ask_together(4)) == {RenderingFailed}
    assert len(made.calls) == 1
    assert time.monotonic() - began < 2


def test_another_replica_gets_it_from_redis(made, redis_address, settings):
    settings.ADVISOR_REDIS = redis_address
    shared.cache_clear()
    shared().ask(lambda redis: redis.flushdb())
    first = report.report(QUERY)
    caches["reports"].clear()  # as on another replica
    assert report.report(QUERY) == first
    assert len(made.calls) == 1


@pytest.mark.parametrize("planted", [b"\x80\x04cos\nsystem\n", b"<script>", b""])
def test_what_is_no_report_is_not_taken_from_redis(made, redis_address, settings, planted):
    settings.ADVISOR_REDIS = redis_address
    shared.cache_clear()
    name = report.key(QUERY)
    shared().ask(lambda redis: redis.set(f"advisor:report:{name}", planted))
    assert report.report(QUERY).startswith(b"%PDF-")
    assert len(made.calls) == 1


def test_a_full_disk_costs_the_keeping_and_not_the_report(made, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caches["reports"], "set", full)
    monkeypatch.setattr(store.settings, "ADVISOR_SCRATCH", "/nowhere/at/all")
    store._locks.cache_clear()
    assert report.report(QUERY).startswith(b"%PDF-")
    assert report.report(QUERY).startswith(b"%PDF-")
    assert len(made.calls) == 2
