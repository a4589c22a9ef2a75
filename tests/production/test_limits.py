"""How often a client may ask, and who counts as one client."""

import re
import threading

import pytest
from django.test import Client, RequestFactory

from advisor.production import limits
from advisor.production.clients import client_of
from tests.production.running import ROOT, fetch, free_port, replica
from tests.sheets import sheet

REPORT = "/advice.pdf"


def ask(client="192.0.2.1", **headers):
    return Client().get(REPORT, {"x": "1"}, headers=headers, REMOTE_ADDR=client)  # a query that is refused: no report


@pytest.fixture
def three_a_minute(anew):
    anew.ADVISOR_PDF_PER_MINUTE = 3
    return anew


def test_up_to_the_limit_all_are_answered_and_the_next_is_told_when_to_come_back(three_a_minute):
    assert [ask().status_code for _ in range(3)] == [400, 400, 400]
    refused = ask()
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= limits.WINDOW
    assert refused["Cache-Control"] == "no-store"
    assert refused["Content-Type"] == "application/problem+json"
    assert f"Try again in {refused['Retry-After']} seconds." in refused.json()["detail"]


def test_a_person_gets_a_page_that_leads_back_to_the_advice(three_a_minute):
    pages = [Client().get(REPORT, sheet() | {"x": "1"}, headers={"Accept": "text/html"}) for _ in range(4)]
    html = pages[-1].content.decode()
    assert pages[-1].status_code == 429
    assert "Too many requests" in html
    assert 'href="/advice/?services=3-9&amp;' in html


def test_each_client_has_its_own_limit(three_a_minute):
    for _ in range(4):
        ask("192.0.2.1")
    assert ask("192.0.2.1").status_code == 429
    assert ask("192.0.2.2").status_code == 400


def test_other_pages_are_not_limited(three_a_minute):
    assert {Client().get("/questions/").status_code for _ in range(10)} == {200}


def test_after_a_minute_it_counts_anew(three_a_minute, monkeypatch):
    now = [60.0 * 1000]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    assert [ask().status_code for _ in range(4)][-1] == 429
    now[0] += 59.9
    assert ask().status_code == 429
    now[0] += 0.2
    assert ask().status_code == 400


def test_zero_is_no_limit(anew):
    anew.ADVISOR_PDF_PER_MINUTE = 0
    assert {ask().status_code for _ in range(10)} == {400}


def test_batches_are_limited_and_single_questions_to_the_api_are_not(anew):
    anew.ADVISOR_BATCH_PER_MINUTE = 2
    batch = {"data": '{"ops": "none"}', "content_type": "application/x-ndjson"}
    assert [Client().post("/api/v1/advice", **batch).status_code for _ in range(3)] == [200, 200, 429]
    assert {Client().get("/api/v1/advice?ops=none").status_code for _ in range(5)} == {200}


def test_head_counts_like_get_since_it_costs_the_same(three_a_minute):
    assert [Client().head(REPORT, {"x": "1"}).status_code for _ in range(4)] == [400, 400, 400, 429]


# --- Redis -----------------------------------------------------------------------------------------------------


def test_in_redis_many_threads_count_exactly(three_a_minute, redis_address):
    three_a_minute.ADVISOR_REDIS, three_a_minute.ADVISOR_PDF_PER_MINUTE = redis_address, 100
    statuses = []

    def ask_often():
        statuses.extend(ask("198.51.100.7").status_code for _ in range(50))

    threads = [threading.Thread(target=ask_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (statuses.count(400), statuses.count(429)) == (100, 300)


@pytest.mark.xdist_group("servers")
def test_across_the_workers_of_two_servers_redis_lets_exactly_the_limit_through(redis_address):
    first, second = free_port(), free_port()
    own = {"ADVISOR_REDIS": redis_address, "ADVISOR_PDF_PER_MINUTE": "40"}
    statuses = []
    with replica(first, **own), replica(second, **own):
        threads = [
            threading.Thread(
                target=lambda port: statuses.extend(fetch(port, "/advice.pdf?x=1")[0] for _ in range(20)), args=[port]
            )
            for port in (first, second) * 4
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (statuses.count(400), statuses.count(429)) == (40, 120)


def test_without_a_redis_that_answers_each_process_counts(three_a_minute):
    three_a_minute.ADVISOR_REDIS = f"redis://127.0.0.1:{free_port()}/0"
    assert [ask().status_code for _ in range(4)] == [400, 400, 400, 429]


@pytest.mark.parametrize(("redis", "says"), [(None, "in each process"), ("redis://cache:6379/0", "for all replicas")])
def test_it_says_at_start_up_how_it_counts(settings, caplog, redis, says):
    settings.ADVISOR_REDIS = redis
    with caplog.at_level("INFO"):
        limits.announce()
    assert says in caplog.text


# --- who is a client -------------------------------------------------------------------------------------------


def client(settings, hops, forwarded, connection="10.0.0.9"):
    settings.ADVISOR_PROXY_HOPS = hops
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=connection))


@pytest.mark.parametrize(
    ("hops", "forwarded", "counted"),
    [
        (0, "203.0.113.5", "10.0.0.9"),  # nobody is trusted
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),  # what stands left of the proxy's entry is a claim
        (2, "198.51.100.1, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.9"),  # it has come past fewer proxies than ours
        (1, None, "10.0.0.9"),
        (1, "nonsense", "10.0.0.9"),
        (1, "203.0.113.5:4711", "203.0.113.5"),
        (1, "[2001:db8::1]:4711", "2001:db8::/64"),
        (1, "2001:db8::1", "2001:db8::/64"),
        (1, "2001:db8::ffff:2", "2001:db8::/64"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (1, "fe80::1%eth0", "fe80::/64"),
    ],
)
def test_the_client_is_what_our_last_proxy_saw(settings, hops, forwarded, counted):
    assert client(settings, hops, forwarded) == counted


def test_without_any_address_all_count_as_one(settings):
    assert client(settings, 1, None, connection="") == "unknown"


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP"])
def test_a_spoofed_header_gives_nobody_a_second_limit(three_a_minute, header):
    three_a_minute.ADVISOR_PROXY_HOPS = 1
    statuses = []
    for number in range(5):
        spoofed = f"192.0.2.{number}"
        real = {"X-Forwarded-For": f"{spoofed}, 203.0.113.5"}
        statuses.append(
            ask(
                **(real if header == "X-Forwarded-For" else {"X-Forwarded-For": "203.0.113.5", header: spoofed})
            ).status_code
        )
    assert statuses == [400, 400, 400, 429, 429]


def test_the_readme_names_every_setting_that_the_code_reads():
    readme = (ROOT / "README.md").read_text("utf-8")
    code = "".join(path.read_text("utf-8") for path in (ROOT / "advisor").rglob("*.py"))
    names = set(re.findall(r'"(ADVISOR_[A-Z_]+)"', code))
    assert names
    assert {name for name in names if f"`{name}`" not in readme} == set()
