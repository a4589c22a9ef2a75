"""The API as programs use it: the script in docs/ against a running server, a batch, a script of another site."""

import json
import subprocess
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from advisor.decision.advice import advise
from advisor.decision.wording import headline
from tests.sheets import MODEL, sheet

SCRIPT = Path(__file__).parent.parent.parent / "docs" / "api.sh"


def test_the_script_in_docs_needs_curl_and_jq_alone_and_says_what_the_advisor_says(address):
    result = subprocess.run([SCRIPT, address], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    for key, question in MODEL.questions.items():
        assert f"  {key}: {', '.join(question.options)}\n" in result.stdout
    assert headline(advise(MODEL, sheet())) in result.stdout
    assert "line 3: “5” is not an answer to “team”." in result.stdout
    assert result.stdout.endswith("  304\n")


def test_the_script_stops_with_an_error_where_there_is_no_advisor():
    assert subprocess.run([SCRIPT, "http://127.0.0.1:1"], capture_output=True, timeout=60).returncode != 0
    assert "give the address" in subprocess.run([SCRIPT], capture_output=True, text=True, timeout=60).stderr


def test_a_batch_of_a_thousand_sheets_is_answered_line_by_line(address):
    options = {key: list(question.options) for key, question in MODEL.questions.items()}
    sheets = [{key: names[number % len(names)] for key, names in options.items()} for number in range(1000)]
    body = "\n".join(map(json.dumps, sheets)).encode()
    request = urllib.request.Request(f"{address}/api/v1/advice", body, {"Content-Type": "application/jsonl"})
    with urllib.request.urlopen(request, timeout=60) as response:
        found = [json.loads(line)["recommended"] for line in response]
    assert found == [advise(MODEL, each).recommended for each in sheets]


@pytest.fixture
def other_site():
    """The address of a site of somebody else's."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Another site</title>")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_script_of_another_site_may_ask(chromium, address, other_site):
    page = chromium.new_page()
    page.goto(other_site)
    answer = page.evaluate(
        """async (api) => {
          const one = await fetch(api + "?ops=none");
          const bad = await fetch(api + "?team=5");
          const many = await fetch(api, {method: "POST", headers: {"Content-Type": "application/jsonl"}, body: "{}\\n{}"});
          return [
            (await one.json()).answers.ops, Boolean(one.headers.get("ETag")), (await bad.json()).status,
            (await many.text()).trim().split("\\n").length,
          ];
        }""",
        f"{address}/api/v1/advice",
    )
    page.close()
    assert answer == ["none", True, 400, 2]
