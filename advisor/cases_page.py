"""The published cases laid out for readers: the gallery with its filters, and the figures on the method page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from advisor.cases.agreement import Figures, Judged, Verdict, report
from advisor.cases.cases import Casebook, CaseSource
from advisor.costs.prices import PriceBook
from advisor.decision import wording
from advisor.decision.model import Alternative, Model
from advisor.query import Query

VERDICTS: dict[Verdict, str] = {
    "agrees": "Agrees",
    "fair": "Fair, not the same",
    "differs": "Differs",
    "miss": "Clear miss",
    "unscored": "Not counted",
}
FACTS = {
    "engineers": "engineers",
    "ops_or_platform_engineers": "platform engineers",
    "services": "services",
    "deploys_per_week": "releases a week",
    "servers_or_nodes": "servers",
    "multi_cloud": "several clouds or sites",
    "own_hardware": "own hardware",
    "on_prem_or_compliance": "own machines or regulation",
    "independent_scaling": "parts that scale alone",
    "traffic": "traffic",
    "stateful": "keeps state",
    "gpu_or_batch": "GPU or batch",
    "k8s_skills": "Kubernetes skills",
}
VENDOR, IN_FULL = "vendor_case_study", "full text"
READ = {
    "": "",
    IN_FULL: "read in full",
    "opening excerpt (about 2,000 characters)": "its opening read, about 2,000 characters",
    "third-party summary excerpt": "part of somebody else's summary read",
}
KINDS = {
    VENDOR: "vendor's case study",
    "first_party": "their own words",
    "first_party_digest": "a digest of their words",
    "press": "press",
}


@dataclass(frozen=True)
class Fact:
    """A known fact in words, with where it comes from."""

    name: str
    value: str
    evidence: str


@dataclass(frozen=True)
class CaseEntry:
    """A case as the gallery shows it; `second` is what the second reader says, `also_fair` what else would do."""

    id: str
    title: str
    year: str
    outcome: Alternative
    runs: str
    moved_from: str
    satisfied: str
    advised: Alternative
    closeness: str
    headline: str
    second: Alternative | None
    also_fair: str
    verdict: Verdict
    verdict_text: str
    why: str
    then: Alternative | None
    note: str
    known: tuple[Fact, ...]
    open: tuple[str, ...]
    sources: tuple[tuple[CaseSource, str], ...]
    link: str


@dataclass(frozen=True)
class FigureRow:
    """A line of the agreement table, counts with their part of all."""

    name: str
    cases: int
    strict: str
    lenient: str
    misses: int


class CasesPage:
    """Everything that the gallery prints; `alternative` and `agreement` filter it, empty shows all."""

    def __init__(
        self, model: Model, book: Casebook, prices: PriceBook, alternative: str = "", agreement: str = ""
    ) -> None:
        self.model, self.alternative, self.agreement = model, alternative, agreement
        self.report = report(model, book)
        self.figures = agreement_rows(model, book)
        self.alternatives = [(key, each.name) for key, each in model.alternatives.items()]
        self.verdicts = [(key, f"{name} ({self._count(key)})") for key, name in VERDICTS.items() if self._count(key)]
        chosen = [judged for judged in self.report.judged if self._shown(judged)]
        self.entries = [_entry(model, prices, judged) for judged in chosen]
        self.counted = len(self.report.judged)
        kinds = [(judged.case.sources[0].kind, judged.case.sources[0].read) for judged in self.report.judged]
        self.from_vendors = sum(kind == VENDOR for kind, _ in kinds)
        self.read_in_full = sum(read == IN_FULL for _, read in kinds)

    def _count(self, verdict: Verdict) -> int:
        return sum(judged.verdict == verdict for judged in self.report.judged)

    def _shown(self, judged: Judged) -> bool:
        named = {judged.case.outcome, judged.advice.recommended}
        return (not self.alternative or self.alternative in named) and self.agreement in {"", judged.verdict}


def agreement_rows(model: Model, book: Casebook) -> list[FigureRow]:
    """The agreement report as a table: all, each left out of what it prompted, by outcome, constant answers."""
    found = report(model, book)
    named = {key: alternative.in_sentence for key, alternative in model.alternatives.items()}
    return [
        _row("All that are counted", found.figures),
        _row("Each judged without what it prompted", found.left_out),
        *(_row(f"Those that run {named[key]}", figures) for key, figures in found.by_outcome.items()),
        *(_row(f"Yardstick: always {named[key]}", figures) for key, figures in found.constant.items()),
    ]


def _row(name: str, figures: Figures) -> FigureRow:
    def part(count: int) -> str:
        return f"{count} ({100 * count / figures.cases:.0f} %)"

    return FigureRow(name, figures.cases, part(figures.strict), part(figures.lenient), figures.misses)


def _entry(model: Model, prices: PriceBook, judged: Judged) -> CaseEntry:
    case, advice = judged.case, judged.advice
    given = {key: option for key, option in advice.answers.items() if key not in advice.assumed}
    query = Query(model, prices, given)
    second = case.second_opinion
    facts = tuple(
        Fact(name, _value(case.facts[key]), case.evidence.get(key, ""))
        for key, name in FACTS.items()
        if key in case.facts
    )
    return CaseEntry(
        id=case.id,
        title=case.organisation,
        year=str(case.year or case.year_note or "undated"),
        outcome=model.alternatives[case.outcome],
        runs=case.runs,
        moved_from=case.moved_from,
        satisfied={"yes": "satisfied", "no": "not satisfied", "mixed": "with mixed feelings"}[case.satisfied],
        advised=model.alternatives[advice.recommended],
        closeness=wording.closeness(advice),
        headline=wording.headline(advice),
        second=model.alternatives[second.best] if second else None,
        also_fair=wording.one_of(model, _in_order(model, second.acceptable - {second.best})) if second else "",
        verdict=judged.verdict,
        verdict_text=VERDICTS[judged.verdict],
        why=case.why or (f"What speaks for it: {advice.reasons[0].text}" if advice.reasons else ""),
        then=model.alternatives[judged.then] if judged.then else None,
        note=case.note,
        known=facts,
        open=tuple(model.questions[key].name.lower() for key in advice.assumed),
        sources=tuple((source, _whose(source)) for source in case.sources),
        link=f"{reverse('advice')}?{query.encode()}",
    )


def _in_order(model: Model, alternatives: frozenset[str]) -> list[str]:
    return [key for key in model.alternatives if key in alternatives]


def _whose(source: CaseSource) -> str:
    """Whose voice a source is, and how much of it was read."""
    return ", ".join(filter(None, [KINDS.get(source.kind, ""), READ[source.read]]))


def _value(fact: bool | Decimal | str) -> str:
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return f"{fact:,}" if isinstance(fact, Decimal) else fact
