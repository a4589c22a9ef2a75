"""Answer sheets for tests: generated ones, and a few with names."""

from hypothesis import strategies as st

from advisor.decision.loading import load_model
from advisor.decision.model import UNSURE

MODEL = load_model()


def sheets() -> st.SearchStrategy[dict[str, str]]:
    """Complete answer sheets."""
    return st.fixed_dictionaries({key: st.sampled_from(list(q.options)) for key, q in MODEL.questions.items()})


def partial_sheets() -> st.SearchStrategy[dict[str, str]]:
    """Answer sheets in which any answer may be unsure or missing."""
    every = {key: st.sampled_from([*q.options, UNSURE]) for key, q in MODEL.questions.items()}
    return st.fixed_dictionaries({}, optional=every)


def sheet(**changes: str) -> dict[str, str]:
    """Eight people with six services, daily releases and nobody for operations, with changes."""
    base = {
        "services": "3-9",
        "targets": "one",
        "hosting": "cloud",
        "servers": "4-10",
        "load": "swings",
        "scaling": "some",
        "deploys": "daily",
        "work": "web",
        "team": "4-10",
        "skills": "some",
        "ops": "none",
        "reason": "open",
    }
    assert set(changes) <= set(base)
    return base | changes
