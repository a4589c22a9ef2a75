"""The sentences that page, report, record and command line share; every one is built from an Advice."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.decision.advice import Advice
from advisor.decision.flips import Flip
from advisor.decision.model import Model


def headline(advice: Advice) -> str:
    """The verdict in a few words."""
    return "".join(text for text, _ in headline_parts(advice))


def headline_parts(advice: Advice) -> list[tuple[str, str | None]]:
    """The headline cut into pieces, each with the key of the alternative that it names, None for the rest."""
    alternatives = advice.model.alternatives
    if not (advice.complete or advice.unknowns.settled):
        return [("So far: ", None), _named(advice.model, advice.recommended), (".", None)]
    if not advice.close_call:
        lead_in = alternatives[advice.recommended].lead_in
        return [(f"{lead_in} ", None), _named(advice.model, advice.recommended), (".", None)]
    *others, last = [_named(advice.model, key) for key in (advice.recommended, *advice.close_call)]
    listed = [piece for name in others for piece in (name, (", ", None))][:-1]
    return [("It is close: ", None), *listed, (" or ", None), last, (".", None)]


def _named(model: Model, key: str) -> tuple[str, str]:
    return model.alternatives[key].in_sentence, key


def closeness(advice: Advice) -> str:
    """How close it is, in one sentence."""
    if not advice.complete:
        return _unfinished(advice)
    if advice.rival is None or advice.points_for is None or advice.points_against is None:
        return "By elimination: your answers rule out everything else."
    if advice.closeness == "close_call":
        return "A close call: no more than 55 to 45. Either choice can be defended, so let cost and taste decide."
    if advice.closeness == "clear":
        return "Clear: no weights within a third of ours would change it."
    return f"Leaning this way: {_why_only_leaning(advice)}"


def _why_only_leaning(advice: Advice) -> str:
    assert advice.points_for is not None and advice.points_against is not None, "leaning needs a rival"
    if advice.points_for < 2 * advice.points_against:
        return "it is ahead, but not by two to one."
    if advice.nothing_fits_everything:
        return "it is well ahead, but one of your needs is not met at all."
    return "it is well ahead, but by so few points that one cell judged differently could change it."


def _unfinished(advice: Advice) -> str:
    if advice.unknowns.settled:
        return "The same whatever you answer to the rest."
    left = one_of(advice.model, advice.unknowns.possible)
    return f"Still possible: {left}."


def balance(advice: Advice) -> str:
    """The points for and against versus the hardest rival; empty without a rival."""
    if advice.rival is None:
        return ""
    names = advice.model.alternatives
    return (
        f"{advice.points_for} points for {names[advice.recommended].in_sentence}, "
        f"{advice.points_against} for {names[advice.rival].in_sentence}, its hardest rival."
    )


def checklist(advice: Advice) -> str:
    """How many of the article's reasons hold."""
    unknown = sum(holds is None for holds in advice.checklist.values())
    open_part = f", {unknown} not known yet" if unknown else ""
    of = len(advice.checklist)
    return f"{advice.held} of the article's {of} reasons to use Kubernetes {_hold(advice.held)}{open_part}."


def _hold(count: int) -> str:
    return "holds" if count == 1 else "hold"


def supposing(model: Model, flip: Flip) -> str:
    """The changed answers of a flip: "If you had 10 to 29 services"."""
    parts = [model.questions[change.question].options[change.to].supposing for change in flip.changes]
    return f"If {' and '.join(parts)}"


def one_of(model: Model, keys: Iterable[str]) -> str:
    """The names of alternatives as a choice: "a VPS, Nomad or managed Kubernetes"; empty without any."""
    *others, last = [model.alternatives[key].in_sentence for key in keys] or [""]
    return f"{', '.join(others)} or {last}" if others else last


def percentage(share: float) -> str:
    """A share as a whole percentage that never rounds something to nothing or a part to all."""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"
