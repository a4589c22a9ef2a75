"""manage.py advise, as a person and as a program use it."""

import io
import json
import time

import pytest
from django.core.management import call_command

from advisor.api import advice_as_dict
from advisor.decision.advice import advise
from tests.sheets import MODEL, sheet

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


def test_json_is_the_same_dictionary_that_the_core_gives():
    _, out, _ = run(*PAIRS, "--format", "json")
    assert json.loads(out) == advice_as_dict(advise(MODEL, sheet()))


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("team=5", "The answers are: 1, 2-3, 4-10, 11-40, 41-up, unsure."),
        ("teem=1", "The questions are: services, targets, hosting"),
        ("team", "“team” is not of the form question=option."),
        ("--edition=1999-01-01", "There is no edition '1999-01-01'"),
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
    assert answers[0] == advice_as_dict(advise(MODEL, sheet()))
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
