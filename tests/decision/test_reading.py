"""The words that a reader has to understand: grade 9 of school or below."""

import pytest
import textstat

from tests.sheets import MODEL

HARDEST = 9
TEXTS = {
    f"{key} {part}": getattr(question, part)
    for key, question in MODEL.questions.items()
    for part in ("wording", "hint", "why")
}
EXPLANATIONS = {
    "vetoes": [veto.text for veto in MODEL.vetoes.values()],
    "cautions": [caution.text for caution in MODEL.cautions.values()],
    "next steps": [step.text for step in MODEL.next_steps.values()],
    "what costs points": [
        because.text
        for criterion in MODEL.criteria.values()
        for cells in criterion.because.values()
        for because in cells.values()
    ],
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_question_its_hint_and_its_reason_are_easy_to_read(name):
    assert textstat.flesch_kincaid_grade(TEXTS[name]) <= HARDEST


@pytest.mark.parametrize("name", EXPLANATIONS)
def test_the_explanations_are_easy_to_read(name):
    assert textstat.flesch_kincaid_grade(" ".join(EXPLANATIONS[name])) <= HARDEST


def test_the_measure_can_fail():
    assert (
        textstat.flesch_kincaid_grade("Organisational heterogeneity necessitates infrastructural standardisation.")
        > HARDEST
    )
