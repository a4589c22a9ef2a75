"""Health, version, logs and figures."""

import json
import logging
import re
import subprocess
import sys
import urllib.request

import pytest
from django.test import Client

import advisor
from advisor.build import build
from advisor.production import health
from advisor.production.logs import JsonLines
from tests.production.running import ROOT, collect_files, fetch, free_port, redis_server, replica, wait_until
from tests.sheets import MODEL, sheet


@pytest.fixture
def lines():
    """The lines of the log as production writes them, parsed."""
    found = []

    class Written(logging.Handler):
        def emit(self, record):
            found.append(json.loads(JsonLines().format(record)))

    handler, chatty = Written(), logging.getLogger("advisor.production.observing")
    logging.getLogger().addHandler(handler)
    before = chatty.level
    chatty.setLevel("INFO")
    yield found
    chatty.setLevel(before)
    logging.getLogger().removeHandler(handler)


# --- probes --------------------------------------------------------------------------------------------------------


def test_it_says_that_it_lives_and_is_ready():
    assert Client().get("/livez").json() == {"status": "alive"}
    found = Client().get("/readyz")
    assert found.status_code == 200
    assert found.json() == {"status": "ready", "edition": MODEL.edition, "prices": "2026-11-22", "redis": "not used"}


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_probes_come_to_the_address_of_a_replica_without_https(settings, path):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200
    assert Client().post(path).status_code == 405


def test_a_model_that_cannot_be_loaded_is_not_ready_but_alive(monkeypatch):
    def broken():
        raise ValueError("fits.toml: nonsense")

    monkeypatch.setattr(health, "load_model", broken)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "not ready", "because": "ValueError"}
    assert Client().get("/livez").status_code == 200


def test_a_redis_that_is_gone_takes_no_replica_out_of_service(anew, tmp_path):
    with redis_server(tmp_path) as (anew.ADVISOR_REDIS, _):
        assert Client().get("/readyz").json()["redis"] == "ok"
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert response.json()["redis"] == "failing: limits are counted per process"


def test_the_version_names_build_and_editions():
    found = Client().get("/version").json()
    assert found == {
        "version": advisor.__version__,
        "build": build(),
        "edition": MODEL.edition,
        "prices": "2026-11-22",
    }


# --- the log -------------------------------------------------------------------------------------------------------


def test_a_request_is_one_line_with_route_and_without_answers(lines):
    response = Client().get("/questions/", sheet(team="41-up") | {"at": "ops"})
    (line,) = lines
    assert (line["route"], line["status"], line["method"]) == ("questions", 200, "GET")
    assert line["request_id"] == response["X-Request-ID"]
    assert line["ms"] > 0
    assert "41-up" not in json.dumps(line)


def test_an_address_that_does_not_exist_is_not_repeated_in_the_log(lines):
    Client().get("/my-secret-plan/?company=acme")
    (line,) = lines
    assert (line["route"], line["status"]) == ("none", 404)
    assert "secret" not in str(line)
    assert "acme" not in str(line)


def test_a_failure_is_logged_with_its_place_and_not_with_its_words(lines, monkeypatch):
    def fail(*_, **__):
        raise KeyError("team=41-up")

    monkeypatch.setattr("advisor.views.read", fail)
    response = Client(raise_request_exception=False).get("/questions/?team=41-up")
    failure = next(line for line in lines if "exception" in line)
    assert failure["exception"] == "KeyError"
    assert any("test_health.py" in place for place in failure["raised_at"])
    assert failure["request_id"] == response["X-Request-ID"]
    assert "41-up" not in str(lines)


@pytest.mark.parametrize(
    ("hops", "given", "taken"),
    [
        (1, "abc-12345678", True),
        (0, "abc-12345678", False),
        (1, "short", False),
        (1, 'x" evil\\n' * 3, False),
        (1, "a" * 65, False),
    ],
)
def test_only_our_proxies_may_name_a_request(settings, hops, given, taken):
    settings.ADVISOR_PROXY_HOPS = hops
    found = Client().get("/livez", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (found == given) is taken
    assert re.fullmatch("[A-Za-z0-9._-]{8,64}", found)


def test_a_line_is_one_line_whatever_it_says():
    record = logging.LogRecord("x", logging.INFO, "", 0, "two\nlines “quoted”", (), None)
    assert "\n" not in JsonLines().format(record)
    assert json.loads(JsonLines().format(record))["message"] == "two\nlines “quoted”"


def test_a_forged_host_leaves_no_line_but_that_of_the_request(capfd):
    collect_files()
    code = "from django.test import Client\nimport django\ndjango.setup()\nClient().get('/', headers={'Host': 'evil.test'})"
    environment = {"ADVISOR_ORIGIN": "https://advisor.test", "DJANGO_SETTINGS_MODULE": "advisor.settings", "PATH": ""}
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    (line,) = found.stderr.splitlines()
    assert json.loads(line)["status"] == 400
    assert "evil" not in line


# --- the server as it is shipped -----------------------------------------------------------------------------------


@pytest.mark.xdist_group("servers")
def test_the_server_logs_json_shows_figures_of_all_workers_and_stops_with_grace(tmp_path):
    port, figures, log = free_port(), free_port(), tmp_path / "log"
    with log.open("wb") as file, replica(port, log=file, ADVISOR_METRICS_BIND=f"127.0.0.1:{figures}") as server:
        for _ in range(20):
            assert fetch(port, "/questions/?services=3-9&team=41-up")[0] == 200
        assert fetch(port, "/nowhere/")[0] == 404
        wait_until(lambda: _figures(figures))
        text = _figures(figures)
        assert 'advisor_requests_total{method="GET",route="questions",status="200"} 20.0' in text
        assert 'advisor_requests_total{method="GET",route="none",status="404"} 1.0' in text
        assert "41-up" not in text
        assert fetch(port, "/metrics")[0] == 404
        server.terminate()
        assert server.wait(30) == 0
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert "limits are counted in each process: ADVISOR_REDIS is not set" in [line["message"] for line in lines]
    assert len({line["process"] for line in lines if line.get("route") == "questions"}) >= 1
    assert "41-up" not in log.read_text("utf-8")


def _figures(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
    except OSError:
        return ""


@pytest.mark.xdist_group("servers")
def test_a_server_that_cannot_load_its_data_does_not_start(tmp_path):
    with pytest.raises(AssertionError, match="ended with"):  # noqa: SIM117
        with replica(free_port(), ADVISOR_REDIS="http://cache:6379"):
            pass
