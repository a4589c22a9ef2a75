"""The sentences that page, report and command line share."""

import pytest
from hypothesis import given

from advisor.decision import wording
from advisor.decision.advice import advise
from tests.sheets import MODEL, partial_sheets, sheet


@pytest.mark.parametrize(
    ("changes", "headline", "closeness"),
    [
        ({}, "No. Use serverless containers.", "Clear: no weights within a third of ours would change it."),
        ({"work": "database"}, "No. Use a VPS.", "By elimination: your answers rule out everything else."),
        (
            {"targets": "several", "team": "2-3", "ops": "part"},
            "It is close: serverless containers, Nomad or managed Kubernetes.",
            "A close call: no more than 55 to 45. Either choice can be defended, so let cost and taste decide.",
        ),
        (
            {"targets": "several"},
            "No. Use serverless containers.",
            "Leaning this way: it is well ahead, but one of your needs is not met at all.",
        ),
        (
            {"hosting": "unsure", "ops": "unsure"},
            "So far: serverless containers.",
            "84 % of the plausible ways to answer the rest lead there. If we assumed right, it is clear.",
        ),
        ({"ops": "unsure", "work": "database"}, "No. Use a VPS.", "The same whatever you answer to the rest."),
    ],
)
def test_the_headline_and_how_close_it_is(changes, headline, closeness):
    advice = advise(MODEL, sheet(**changes))
    assert wording.headline(advice) == headline
    assert wording.closeness(advice).startswith(closeness)


@given(partial_sheets())
def test_every_advice_has_a_headline_that_names_what_is_recommended(answers):
    advice = advise(MODEL, answers)
    assert MODEL.alternatives[advice.recommended].in_sentence in wording.headline(advice)
    assert wording.closeness(advice).endswith(".")


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0 %"), (0.004, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1, "100 %")]
)
def test_a_share_never_rounds_something_to_nothing_or_a_part_to_all(share, words):
    assert wording.percentage(share) == words


@pytest.mark.parametrize(
    ("keys", "words"),
    [([], ""), (["vps"], "a VPS"), (["vps", "nomad"], "a VPS or Nomad"), (["vps", "nomad", "kubernetes"], "a VPS, Nomad or self-hosted Kubernetes")],
)  # fmt: skip
def test_alternatives_are_listed_as_a_choice(keys, words):
    assert wording.one_of(MODEL, keys) == words


def test_the_checklist_sentence_agrees_with_its_number():
    one = advise(MODEL, sheet(deploys="weekly", scaling="none"))
    assert wording.checklist(one) == "1 of the article's 5 reasons to use Kubernetes holds."
    unsure = advise(MODEL, {"services": "3-9", "ops": "one"})
    assert wording.checklist(unsure) == "2 of the article's 5 reasons to use Kubernetes hold, 3 not known yet."


@pytest.mark.parametrize(("points", "says"), [(0, "level on points"), (1, "1 point behind"), (2, "2 points behind")])
def test_how_far_behind_an_alternative_is(points, says):
    assert wording.behind(points) == says
