"""Which clauses and judgements something cites."""

from __future__ import annotations

from advisor.decision.model import Model
from advisor.decision.tables import BadData, Table


def refuse_idle_clauses(file: Table, model: Model) -> None:
    """A clause is cited somewhere, or its `use` says why not; a judgement is always cited."""
    cited = acting(model)
    for places in (model.cautions, model.next_steps, model.notes):
        cited |= {id for remark in places.values() for id in remark.clauses}
    cited |= {id for question in model.questions.values() for id in question.background}
    cited |= {*model.plausibility.clauses, *model.today.clauses}
    for limit in model.limits.limits.values():
        cited |= {id for _, veto in limit.vetoes for id in veto.clauses}
        cited |= {id for _, remark in limit.cautions for id in remark.clauses}
    for id, clause in model.clauses.items():
        if (id in cited) == bool(clause.use):
            raise file.refuse(f"{id} must either be cited or say in `use` what it is for")
    if idle := sorted(set(model.judgements) - cited):
        raise BadData(f"judgements.toml: nothing cites {', '.join(idle)}")


def acting(model: Model) -> set[str]:
    """The clauses and judgements that act in scoring or vetoes."""
    cells = {
        id
        for criterion in model.criteria.values()
        for because in criterion.because.values()
        for cell in because.values()
        for id in cell.clauses
    }
    return cells | {id for veto in model.vetoes.values() for id in veto.clauses}
