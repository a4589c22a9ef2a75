"""manage.py advise, as a person and as a program use it."""

import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.test import Client

from advisor.asking import bills_for
from advisor.decision.advice import advise
from advisor.management.commands.advise import EXAMPLES
from advisor.record import record
from advisor.spreadsheet import bills_as_csv
from advisor.terminal import table
from tests.report.situations import query
from tests.sheets import MODEL, sheet

ROOT = Path(__file__).parent.parent.parent
PAIRS = [f"{key}={option}" for key, option in sheet().items()]


def run(*arguments, stdin="", monkeypatch=None):
    out, err = io.StringIO(), io.StringIO()
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
    try:
        call_command("advise", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_it_prints_the_advice_for_people():
    status, out, _ = run(*PAIRS)
    assert status == 0
    assert out.startswith("No. Use serverless containers.\nClear: no weights within a third of ours")
    for words in ("Why", "What would change it", "All five", "ruled out: no-time", "Next steps", MODEL.edition):
        assert words in out


def test_an_unfinished_sheet_says_what_is_possible_and_what_to_find_out_first():
    status, out, _ = run("ops=none", "team=4-10")
    assert status == 0
    assert out.startswith("So far: ")
    assert "We assumed\n  Services: 3 to 9\n" in out
    assert "Find out first: " in out
    assert "of the plausible weight" in out
    assert "Still possible: a VPS or serverless containers." in out


def test_json_is_what_the_api_answers_with_costs_as_there_and_without_them():
    _, out, _ = run(*PAIRS, "--format", "json", "--costs")
    answer = Client().get("/api/v1/advice?" + urlencode(sheet())).json()
    assert json.loads(out) == answer
    _, out, _ = run(*PAIRS, "--format", "json")
    assert json.loads(out) == {key: value for key, value in answer.items() if key != "costs"}


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("team=5", "The answers are: 1, 2-3, 4-10, 11-40, 41-up, unsure."),
        ("teem=1", "The questions are: services, targets, hosting"),
        ("team", "“team” is not of the form question=option."),
        ("--edition=1999-01-01", "There is no edition “1999-01-01”"),
        ("--prices=1999-01-01", "There is no price edition “1999-01-01”"),
        ("horizon=0", "give a number from 1 to 120"),
        ("--file=nowhere.toml", "nowhere.toml could not be read: No such file or directory"),
    ],
)
def test_what_it_does_not_know_ends_with_status_2_and_the_allowed_values(argument, says):
    status, out, err = run(argument)
    assert (status, out) == (2, "")
    assert says in err


def test_an_answer_given_twice_is_refused():
    assert run("team=1", "team=2-3")[0] == 2


def test_batch_answers_line_by_line_and_keeps_going_after_a_bad_line(monkeypatch):
    lines = [json.dumps(sheet()), '{"team": "5"}', "no json", "[]", '{"team": 5}', '{"ops": "none"}']
    status, out, err = run("--batch", stdin="\n".join(lines), monkeypatch=monkeypatch)
    answers = [json.loads(line) for line in out.splitlines()]
    assert len(answers) == len(lines)
    assert answers[0]["recommended"] == advise(MODEL, sheet()).recommended
    assert [answer.get("status") for answer in answers] == [None, 400, 400, 400, 400, None]
    assert [answer.get("line") for answer in answers[1:5]] == [2, 3, 4, 5]
    assert "1, 2-3, 4-10" in answers[1]["errors"]["team"]
    assert status == 2
    assert "4 of the lines" in err


def test_batch_of_good_lines_ends_with_status_0(monkeypatch):
    assert run("--batch", stdin=json.dumps(sheet()) + "\n", monkeypatch=monkeypatch)[0] == 0


def test_batch_with_answers_as_arguments_is_refused(monkeypatch):
    assert run("--batch", "team=1", monkeypatch=monkeypatch)[0] == 2


def test_ten_thousand_lines_take_less_than_thirty_seconds(monkeypatch):
    options = {key: list(question.options) for key, question in MODEL.questions.items()}
    lines = [{key: names[number % len(names)] for key, names in options.items()} for number in range(1000)]
    began = time.process_time()
    status, out, _ = run("--batch", stdin="\n".join(map(json.dumps, lines)), monkeypatch=monkeypatch)
    assert status == 0
    assert len(out.splitlines()) == 1000
    assert time.process_time() - began < 3


def test_the_report_is_written_to_a_file(tmp_path):
    status, out, _ = run(*PAIRS, "--pdf", str(tmp_path / "report.pdf"), "--paper", "Letter")
    assert (status, out) == (0, f"Wrote {tmp_path / 'report.pdf'}.\n")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    status, _, err = run(*PAIRS, "--pdf", str(tmp_path / "nowhere" / "report.pdf"))
    assert status == 2
    assert "could not be written" in err


class Terminal(io.StringIO):
    """A stream that says that somebody looks."""

    def isatty(self):
        return True


def looked_at(*arguments):
    out = Terminal()
    call_command("advise", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_answers_come_from_a_file_and_arguments_change_them(tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text("".join(f'{key} = "{option}"\n' for key, option in sheet().items()) + "horizon = 12\n")
    _, out, _ = run("--file", str(path), "--format", "json", "--costs")
    assert json.loads(out)["answers"] == sheet()
    assert json.loads(out)["costs"]["inputs"]["horizon"] == 12
    _, out, _ = run("--file", str(path), "ops=part", "--format", "json")
    assert json.loads(out)["answers"] == sheet(ops="part")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("services: 3-9", "is not TOML such as services = "),
        ('team = "5"', "The answers are: 1, 2-3, 4-10"),
        ("team = true", "must be a string or a number"),
        ('[inputs]\nhorizon = "12"', "must be a string or a number"),
    ],
)
def test_a_file_that_cannot_be_used_ends_with_status_2_and_says_why(tmp_path, text, says):
    path = tmp_path / "answers.toml"
    path.write_text(text)
    status, out, err = run("--file", str(path))
    assert (status, out) == (2, "")
    assert says in err


def test_the_decision_record_and_the_csv_are_those_of_the_web():
    asked = query(sheet())
    assert run(*PAIRS, "--format", "markdown")[1] == record(asked)
    assert run(*PAIRS, "--format", "csv")[1] == bills_as_csv(bills_for(asked))


def test_the_questions_are_listed_with_what_they_take():
    _, out, _ = run("--questions")
    for key, question in MODEL.questions.items():
        assert re.search(rf"^{key} +{' '.join(question.options)} unsure +{re.escape(question.wording)}$", out, re.M)


def test_columns_stand_in_line():
    lines = table([("a", "1", "x"), ("long name", "100", "y")], frozenset({1}))
    assert lines == ["a            1  x", "long name  100  y"]
    _, out, _ = run(*PAIRS, "--costs")
    rows = [line for line in out.splitlines() if re.match(r"  \S.* +\$[\d,.]+ +\$[\d,.]+ +\$[\d,.]+  \$", line)]
    assert len(rows) == 5
    assert len({line.rindex("  $") for line in rows}) == 1


def test_inputs_for_the_bills_show_them():
    assert "Costs a month at Hetzner" in run(*PAIRS, "provider=hetzner", "region=eu")[1]
    assert "Costs a month" not in run(*PAIRS)[1]


def test_there_are_colours_on_a_terminal_alone_and_not_where_they_are_not_wanted(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1m" in looked_at(*PAIRS)
    assert "\x1b" not in run(*PAIRS)[1]
    assert "\x1b" not in looked_at(*PAIRS, "--no-color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in looked_at(*PAIRS)
    monkeypatch.setenv("NO_COLOR", "")
    assert "\x1b[1m" in looked_at(*PAIRS)


def test_colours_change_no_word(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert re.sub(r"\x1b\[\d+m", "", looked_at(*PAIRS, "--costs")) == run(*PAIRS, "--costs")[1]


def test_a_long_batch_tells_standard_error_how_far_it_is(monkeypatch):
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr("advisor.management.commands.advise.time.monotonic", lambda: next(clock))
    status, out, err = run("--batch", stdin='{"ops": "none"}\n' * 6, monkeypatch=monkeypatch)
    assert status == 0
    assert len(out.splitlines()) == 6
    assert err == "3 lines answered, 0 a second\n6 lines answered, 0 a second\n"


def test_a_short_batch_says_nothing_there(monkeypatch):
    assert run("--batch", stdin="{}\n{}\n", monkeypatch=monkeypatch)[2] == ""


def test_a_batch_with_costs_is_the_api_s_and_takes_editions_for_all_lines(monkeypatch):
    _, out, _ = run(
        "--batch", "--costs", "--edition", MODEL.edition, stdin='{"ops": "none"}', monkeypatch=monkeypatch
    )
    assert json.loads(out) == Client().get("/api/v1/advice?ops=none").json()


def test_the_help_has_examples_that_run_and_the_exit_statuses():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "COLUMNS": "200"}
    command = [sys.executable, "manage.py", "advise", "--help"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert EXAMPLES.strip() in result.stdout
    for status in ("  0  everything", "  1  something", "  2  answers"):
        assert status in result.stdout


@pytest.mark.parametrize("line", re.findall(r"^  manage\.py advise (.+)$", EXAMPLES, re.M))
def test_every_example_of_the_help_works(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("answers.toml").write_text('services = "3-9"\n')
    arguments = line.partition(" > ")[0].partition(" < ")[0].split()
    assert run(*arguments, stdin='{"ops": "none"}', monkeypatch=monkeypatch)[0] == 0


def test_an_unknown_option_ends_with_status_2_too():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "advise", "--nonsense"]
    assert subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).returncode == 2
