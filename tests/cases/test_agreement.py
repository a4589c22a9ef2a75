"""The advice against what organisations run: the figures, their guards, and the rules of judging."""

from dataclasses import replace
from decimal import Decimal

import pytest

from advisor.cases.agreement import judge, report, verdict, without
from advisor.cases.cases import SecondOpinion, answers, load_casebook
from tests.sheets import MODEL

BOOK = load_casebook()
REPORT = report(MODEL, BOOK)
SCORED = [judged for judged in REPORT.judged if judged.verdict != "unscored"]


def share(part, figures):
    return 100 * part / figures.cases


def test_the_agreement_report(report_lines):
    """Guards what the model says of published cases; the report is printed at the end of the run."""
    all_, left_out = REPORT.figures, REPORT.left_out
    for name, figures in (
        ("all scored cases", all_),
        ("each left out of what it prompted", left_out),
        *((f"that run {key}", figures) for key, figures in REPORT.by_outcome.items()),
        *((f"always answering {key}", figures) for key, figures in REPORT.constant.items()),
    ):
        report_lines.append(
            f"{name:38} strict {figures.strict:2} of {figures.cases}, lenient {figures.lenient:2}, "
            f"clear misses {figures.misses:2}"
        )
    assert share(all_.lenient, all_) >= 94
    assert share(all_.strict, all_) >= 65
    assert all_.misses == 0
    assert share(left_out.lenient, left_out) >= 90
    assert share(left_out.strict, left_out) >= 65
    assert left_out.misses == 0
    assert all_.strict > max(figures.strict for figures in REPORT.constant.values())
    assert all_.lenient > 2 * max(figures.lenient for figures in REPORT.constant.values())


def test_thirty_two_of_fifty_one_cases_are_scored_and_the_others_say_why_not():
    assert (len(BOOK.cases), len(SCORED)) == (51, 32)
    assert all(case.note for case in BOOK.cases.values() if not case.scored)


def test_every_case_has_a_source_with_an_address_and_every_disagreement_a_sentence():
    for judged in REPORT.judged:
        assert all(source.address.startswith(("https://", "http://")) for source in judged.case.sources)
        if judged.verdict in {"fair", "differs", "miss"}:
            assert len(judged.case.why) > 80, judged.case.id


CASE = replace(
    BOOK.cases["spotify"],
    outcome="managed_kubernetes",
    acceptable=frozenset({"kubernetes"}),
    rejected=frozenset({"nomad"}),
    second_opinion=SecondOpinion("serverless", frozenset({"serverless", "nomad"}), frozenset({"kubernetes"})),
)


@pytest.mark.parametrize(
    ("advised", "found"),
    [
        ("managed_kubernetes", "agrees"),
        ("serverless", "agrees"),
        ("nomad", "miss"),
        ("kubernetes", "miss"),
        ("vps", "differs"),
    ],
)
def test_a_clear_miss_wins_where_both_apply(advised, found):
    assert verdict(CASE, advised) == found


def test_without_a_second_opinion_only_the_outcome_counts():
    alone = replace(CASE, second_opinion=None)
    assert (verdict(alone, "kubernetes"), verdict(alone, "serverless")) == ("fair", "differs")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"engineers": 3}, {"team": "2-3"}),
        ({"engineers": 4}, {"team": "4-10"}),
        ({"servers_or_nodes": 3}, {"servers": "fine"}),
        ({"servers_or_nodes": 4}, {"servers": "4-10"}),
        ({"ops_or_platform_engineers": 0}, {"ops": "none"}),
        ({"ops_or_platform_engineers": 1}, {"ops": "one"}),
        ({"ops_or_platform_engineers": 2}, {"ops": "crew"}),
        ({"traffic": "idle"}, {"load": "bursts"}),
        ({"gpu_or_batch": False}, {}),
        ({"independent_scaling": False}, {"scaling": "none"}),
        ({"own_hardware": True}, {"hosting": "own"}),
        ({"k8s_skills": "none"}, {"skills": "some"}),
    ],
)
def test_facts_become_answers_by_the_documented_mapping(facts, expected):
    known = {key: Decimal(fact) if type(fact) is int else fact for key, fact in facts.items()}
    case = replace(CASE, facts=known)
    assert answers(BOOK, case) == {"hosting": "cloud", "reason": "open", **expected}


def test_unknown_facts_stay_open_and_are_assumed():
    judged = next(j for j in REPORT.judged if j.case.id == "chick-fil-a")
    assert "ops" in judged.advice.assumed
    assert judged.advice.assumed["ops"] == "one"


def test_before_managed_kubernetes_was_sold_it_is_not_advised():
    then = {judged.case.id: judged.then for judged in REPORT.judged if judged.then}
    assert set(then) == {id for id, case in BOOK.cases.items() if case.before_managed}
    assert "managed_kubernetes" not in then.values()
    assert judge(MODEL, BOOK, BOOK.cases["tinder"]).advice.recommended == "managed_kubernetes"


def test_a_change_is_taken_back_for_the_case_that_prompted_it():
    case = BOOK.cases["stack-overflow-2022"]
    assert judge(MODEL, BOOK, case).verdict == "agrees"
    assert REPORT.left_out.strict == REPORT.figures.strict - 1
    assert "one-web-app" not in without(MODEL, frozenset({"one-web-app"})).vetoes
