"""The model laid out for the method page, generated from its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.cases.cases import Change, load_casebook
from advisor.cases_page import agreement_rows
from advisor.costs.market import load_catalogue
from advisor.decision import wording
from advisor.decision.citations import acting
from advisor.decision.limits import Condition, Limit
from advisor.decision.model import FULL_FIT, Alternative, Criterion, Model, Veto
from advisor.decision.plausibility import Odds
from advisor.pages import Quote, quotes
from advisor.robustness import robustness


@dataclass(frozen=True)
class Cell:
    """A fit in a table: the number, and below 4 why."""

    alternative: Alternative
    fit: int
    because: str
    clauses: tuple[str, ...]
    ours_alone: bool


@dataclass(frozen=True)
class FitRow:
    """The fits of all alternatives for one option."""

    option: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class FitTable:
    """A criterion as a table: option x alternative."""

    key: str
    name: str
    wording: str
    weight: int
    rows: tuple[FitRow, ...]


@dataclass(frozen=True)
class VetoEntry:
    """A veto in words: premise, what it removes, and its quotes."""

    id: str
    text: str
    premise: str
    removes: tuple[Alternative, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class OddsTable:
    """How plausible the options of a question are, in hundredths, by the answer that they depend on."""

    name: str
    given: str
    options: tuple[str, ...]
    never_assumed: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class LimitEffect:
    """A veto or caution of a hard limit in words."""

    condition: str
    does: str
    text: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class LimitEntry:
    """A hard limit with all that it does."""

    key: str
    label: str
    effects: tuple[LimitEffect, ...]


@dataclass(frozen=True)
class ClauseEntry:
    """A clause or judgement with the places of the model that cite it."""

    quote: Quote
    line: int | None
    use: str
    cited_by: tuple[str, ...]


class MethodPage:
    """Everything that the method page prints about a model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.alternatives = tuple(model.alternatives.values())
        self.tables = [_fit_table(model, criterion) for criterion in model.criteria.values()]
        self.vetoes = [_veto_entry(model, veto) for veto in model.vetoes.values()]
        self.limits = [_limit_entry(model, limit) for limit in model.limits.limits.values()]
        self.agreement = agreement_rows(model, load_casebook())
        self.prompted = [(change, _organisations(change)) for change in load_casebook().changes]
        self.odds = [_odds_table(model, odds) for odds in model.plausibility.odds.values()]
        self.checklist = quotes(model, [line.clause for line in model.checklist.values()])
        cited = _cited_by(model)
        self.clauses = [
            ClauseEntry(quotes(model, [id])[0], clause.line, clause.use, tuple(cited.get(id, ())))
            for id, clause in model.clauses.items()
        ]
        self.judgements = [
            ClauseEntry(quotes(model, [id])[0], None, "", tuple(cited.get(id, ()))) for id in model.judgements
        ]
        cells = [cell for table in self.tables for row in table.rows for cell in row.cells if cell.fit < FULL_FIT]
        self.cells_below_full = len(cells)
        self.cells_on_article_alone = sum(all(id in model.clauses for id in cell.clauses) for cell in cells)
        self.cells_on_judgement_alone = sum(cell.ours_alone for cell in cells)
        self.acting_clauses = len(acting(model) & set(model.clauses))
        self.robustness = robustness(model)
        self.sheets = f"{model.sheets:,}"
        self.largest_weight = model.largest_weight
        self.contents = [
            ("fits", "The tables of fits", f"{len(self.tables)} rows"),
            ("vetoes", "Vetoes", str(len(self.vetoes))),
            ("checklist", "The article's checklist", str(len(self.checklist))),
            ("limits", "Hard limits", str(len(self.limits))),
            ("today", "What runs today, and hints", str(len(model.hints))),
            ("plausibility", "How open questions are filled in", f"{len(self.odds)} tables"),
            ("judgements", "Judgements of ours", str(len(self.judgements))),
            ("clauses", "The article, clause by clause", str(len(self.clauses))),
        ]
        self.total_weight = sum(criterion.weight for criterion in model.criteria.values())


def _fit_table(model: Model, criterion: Criterion) -> FitTable:
    question = model.questions.get(criterion.key)
    return FitTable(
        key=criterion.key,
        name=question.name if question else "Base",
        wording=question.wording if question else "What each alternative costs everybody, whatever the answers.",
        weight=criterion.weight,
        rows=tuple(_fit_row(model, criterion, option) for option in criterion.fits),
    )


def _fit_row(model: Model, criterion: Criterion, option: str) -> FitRow:
    question = model.questions.get(criterion.key)
    cells = []
    for key, alternative in model.alternatives.items():
        because = criterion.because[option].get(key)
        clauses = because.clauses if because else ()
        ours_alone = bool(clauses) and all(id in model.judgements for id in clauses)
        text = because.text if because else ""
        cells.append(Cell(alternative, criterion.fits[option][key], text, clauses, ours_alone))
    return FitRow(option, question.options[option].label if question else "Always", tuple(cells))


def _organisations(change: Change) -> str:
    return ", ".join(load_casebook().cases[id].organisation for id in sorted(change.prompted_by))


def _limit_entry(model: Model, limit: Limit) -> LimitEntry:
    def named(keys: frozenset[str]) -> str:
        return wording.one_of(model, (key for key in model.alternatives if key in keys))

    vetoes = [
        LimitEffect(_condition(model, condition), f"rules out {named(veto.removes)}", veto.text, veto.clauses)
        for condition, veto in limit.vetoes
    ]
    cautions = [
        LimitEffect(
            _condition(model, condition),
            f"a caution for {named(remark.advised)}" if remark.advised else "a caution for all",
            remark.text,
            remark.clauses,
        )
        for condition, remark in limit.cautions
    ]
    return LimitEntry(limit.key, limit.label, (*vetoes, *cautions))


def _condition(model: Model, condition: Condition) -> str:
    """Under which condition a limit acts, as the beginning of a sentence; empty where always."""
    names = [name for key, name in load_catalogue().names.items() if key in condition.providers]
    parts = [f"at {', '.join(names)}"] if names else []
    parts += [f"together with “{model.limits.label(key)}”" for key in sorted(condition.together)]
    text = " and ".join(parts)
    return f"{text[0].upper()}{text[1:]}, " if text else ""


def _odds_table(model: Model, odds: Odds) -> OddsTable:
    question = model.questions[odds.question]
    above = model.questions[odds.given] if odds.given else None
    never = model.plausibility.never_assumed.get(odds.question, frozenset())
    return OddsTable(
        name=question.name,
        given=above.name if above else "",
        options=tuple(option.label for option in question.options.values()),
        never_assumed=tuple(option.label for option in question.options.values() if option.key in never),
        rows=tuple(
            (above.options[condition].label if above else "Always", tuple(f"{100 * w:.1f}" for w in weights.values()))
            for condition, weights in odds.weights.items()
        ),
    )


def _veto_entry(model: Model, veto: Veto) -> VetoEntry:
    premises = [f"{model.questions[key].name}: {_either(model, key, options)}" for key, options in veto.when.items()]
    if veto.use_when_below is not None:
        premises.append(f"fewer than {veto.use_when_below} lines of the checklist hold")
    removes = tuple(alternative for key, alternative in model.alternatives.items() if key in veto.removes)
    return VetoEntry(veto.id, veto.text, " and ".join(premises), removes, quotes(model, veto.clauses))


def _either(model: Model, key: str, options: frozenset[str]) -> str:
    labels = [f"“{option.label}”" for option in model.questions[key].options.values() if option.key in options]
    return " or ".join(labels)


def _cited_by(model: Model) -> dict[str, list[str]]:
    """Clause or judgement -> the rows, vetoes and remarks that cite it, in words."""
    cited: dict[str, list[str]] = {}

    def note(ids: Sequence[str], place: str) -> None:
        for id in ids:
            places = cited.setdefault(id, [])
            if place not in places:
                places.append(place)

    for criterion in model.criteria.values():
        name = model.questions[criterion.key].name if criterion.key in model.questions else "Base"
        for because in criterion.because.values():
            for cell in because.values():
                note(cell.clauses, f"row {name}")
    for veto in model.vetoes.values():
        note(veto.clauses, f"veto {veto.id}")
    for question in model.questions.values():
        note(question.background, f"background of {question.name}")
    for kind, remarks in (
        ("caution", model.cautions),
        ("next step", model.next_steps),
        ("note", model.notes),
    ):
        for id, remark in remarks.items():
            note(remark.clauses, f"{kind} {id}")
    note(model.plausibility.clauses, "how plausible answers are")
    note(model.today.clauses, "what runs today")
    for limit in model.limits.limits.values():
        for _, effect in (*limit.vetoes, *limit.cautions):
            note(effect.clauses, f"limit {limit.key}")
    return cited
