"""The sentences that page, report, record and command line share; every one is built from an Advice."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.decision.advice import Advice
from advisor.decision.flips import Flip
from advisor.decision.model import Model
from advisor.decision.scoring import Closeness

ARTICLE = "“What Does Kubernetes Actually Do?” by Nishaant Dixit"
"""The article whose criteria these are, by its title and author."""
NAMES = ("Nomad", "Kubernetes", "HashiCorp", "Fargate", "Helm", "Windows")
"""What keeps its capital inside a sentence."""


def headline(advice: Advice) -> str:
    """The verdict in a few words."""
    return "".join(text for text, _ in headline_parts(advice))


def headline_parts(advice: Advice) -> list[tuple[str, str | None]]:
    """The headline cut into pieces, each with the key of the alternative that it names, None for the rest."""
    if not (advice.complete or advice.unknowns.settled):
        lead_in = "Too little is known yet. Perhaps " if advice.too_little else "So far: "
        both = (advice.recommended, *filter(None, [advice.heavier]))
        return [(lead_in, None), *_choice(advice.model, both), (".", None)]
    if not (advice.close_call and advice.complete):
        lead_in = advice.model.alternatives[advice.recommended].lead_in
        return [(f"{lead_in} ", None), _named(advice.model, advice.recommended), (".", None)]
    return [("It is close: ", None), *_choice(advice.model, (advice.recommended, *advice.close_call)), (".", None)]


def _choice(model: Model, keys: Iterable[str]) -> list[tuple[str, str | None]]:
    *others, last = [_named(model, key) for key in keys]
    listed: list[tuple[str, str | None]] = [piece for name in others for piece in (name, (", ", None))][:-1]
    return [*listed, *([(" or ", None)] if others else []), last]


def _named(model: Model, key: str) -> tuple[str, str | None]:
    return model.alternatives[key].in_sentence, key


def closeness(advice: Advice) -> str:
    """How close it is, in a sentence or two; of an unfinished sheet first how far it can be trusted."""
    if advice.complete:
        return _finished(advice)
    if advice.unknowns.settled:
        return "The same whatever you answer to the rest."
    return f"{_weight(advice)} {ON_ASSUMPTIONS[advice.closeness]}"


ON_ASSUMPTIONS: dict[Closeness, str] = {
    "clear": "If we assumed right, it is clear.",
    "leaning": "If we assumed right, it leans this way.",
    "close_call": "If we assumed right, it is a close call.",
    "by_elimination": "If we assumed right, everything else is ruled out.",
}


def _weight(advice: Advice) -> str:
    """How the plausible ways to answer the rest divide."""
    shares, names = advice.unknowns.shares, advice.model.alternatives
    share = percentage(shares[advice.recommended])
    if advice.heavier:
        most = f"{percentage(shares[advice.heavier])} to {names[advice.heavier].in_sentence}"
        likeliest = names[advice.recommended].in_sentence
        return f"The likeliest way to answer the rest leads to {likeliest}; of all plausible ways {share} do, {most}."
    if advice.too_little:
        return f"No more than {share} of the plausible ways to answer the rest lead to one alternative."
    return f"{share} of the plausible ways to answer the rest lead there."


def _finished(advice: Advice) -> str:
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
    if any(weak.row.fit == 0 for weak in advice.weak_fits):
        return "it is well ahead, but no other alternative asks as much of whoever runs it."
    return "it is well ahead, but by so few points that one cell judged differently could change it."


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


def behind(points: int) -> str:
    """How far behind the advised alternative another one is: "36 points behind"."""
    if points == 0:
        return "level on points"
    return f"{points} {'point' if points == 1 else 'points'} behind"


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


def continued(text: str) -> str:
    """A sentence as the end of another one: in lower case, unless it begins with a name."""
    return text if text.startswith(NAMES) else text[0].lower() + text[1:]
