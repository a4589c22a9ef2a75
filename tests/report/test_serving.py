"""Serving reports: cached, one for each paper, and honest when there is no place."""

import time
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from advisor import views
from advisor.report import report
from advisor.report.pool import Busy, RenderingFailed
from tests.sheets import sheet

ROOT = Path(__file__).parent.parent.parent
GIGABYTE = 1024**3
pytestmark = pytest.mark.xdist_group("serving")


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
