"""The report asks for nothing from outside: no network, no file that is not bundled, no markup from a query."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from advisor.report.rendering import render
from advisor.report.report import job
from tests.report.situations import query
from tests.sheets import sheet

ROOT = Path(__file__).parent.parent.parent

HOSTILE = [
    '<img src="http://127.0.0.1:9/x.png" alt="x">',
    '<img src="https://example.org/x.png" alt="x">',
    '<img src="file:///etc/hostname" alt="x">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    '<style>@import url("file:///etc/passwd");</style>',
    '<p style="background: url(ftp://127.0.0.1/x)">x</p>',
    '<img src="css/../../manage.py" alt="x">',
]


@pytest.mark.parametrize("markup", HOSTILE)
def test_a_report_asks_for_bundled_files_and_data_alone(markup, monkeypatch):
    from dataclasses import replace

    from weasyprint.urls import FatalURLFetchingError

    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection was tried"))
    safe = job(query(sheet()))
    with pytest.raises(FatalURLFetchingError):
        render(replace(safe, html=safe.html.replace("</body>", f"{markup}</body>")))


def test_an_image_inside_a_drawing_is_left_out_without_a_connection(monkeypatch):
    from dataclasses import replace

    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection was tried"))
    drawing = '<svg><image href="http://127.0.0.1:9/x.svg" width="9" height="9"/></svg>'
    safe = job(query(sheet()))
    assert render(replace(safe, html=safe.html.replace("</body>", f"{drawing}</body>"))).startswith(b"%PDF-")


def test_it_renders_in_a_network_namespace_without_any_network(tmp_path):
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        "import django; django.setup()\n"
        "import socket\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1); raise SystemExit('there is a network')\n"
        "except OSError as error: assert error.errno in (99, 101, 111), error\n"
        "from advisor.report.report import job\n"
        "from advisor.report.rendering import render\n"
        "from tests.report.situations import SITUATIONS\n"
        "print(render(job(SITUATIONS['solo']))[:5])"
    )
    found = subprocess.run(["unshare", "-rn", sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    if "unshare failed" in found.stderr:
        pytest.skip("this machine makes no network namespaces")
    assert found.stdout.strip() == "b'%PDF-'", found.stderr


@pytest.mark.parametrize("key", ["services", "provider", "salary", "paper", "edition", "prices", "x"])
def test_markup_in_any_field_is_refused_before_it_can_reach_a_template(key):
    response = Client().get("/advice.pdf", {**sheet(), key: '<img src="http://127.0.0.1:9/">'})
    assert response.status_code == 400
    assert b"<img src" not in response.content
