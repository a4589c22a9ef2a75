"""Reads an edition of the model from its TOML files and refuses whatever is not sound."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path

from advisor.decision.citations import refuse_idle_clauses
from advisor.decision.hints import load_hints
from advisor.decision.limits import load_limits
from advisor.decision.model import (
    FULL_FIT,
    UNSURE,
    AlsoNamed,
    Alternative,
    Because,
    Clause,
    Criterion,
    FlipOrder,
    Judgement,
    Model,
    Note,
    Option,
    Question,
    Remark,
    Source,
    UseWhen,
    Veto,
)
from advisor.decision.plausibility import load_plausibility
from advisor.decision.tables import BadData, Table, read
from advisor.decision.today import load_today

EDITIONS = Path(__file__).parent.parent / "data" / "model"
ARTICLE = Path(__file__).parent.parent / "data" / "article.txt"
FILES = (
    "alternatives",
    "clauses",
    "judgements",
    "questions",
    "fits",
    "vetoes",
    "remarks",
    "plausibility",
    "limits",
    "today",
    "hints",
)
BASE = "base"
"""The row of the scorecard that holds whatever the answers; its one option is `always`."""
ALWAYS = "always"


def editions() -> list[str]:
    """The dates of all editions of the model, oldest first."""
    return sorted(path.name for path in EDITIONS.iterdir() if re.fullmatch(r"\d{4}-\d{2}-\d{2}", path.name))


def load_model(edition: str | None = None) -> Model:
    """The edition of that date, the newest one by default; raises BadData if there is none or it is not sound."""
    known = editions()
    if edition is not None and edition not in known:
        raise BadData(f"There is no edition {edition!r} of the model. Editions: {', '.join(known)}.")
    return _load(EDITIONS / (edition or known[-1]))


@cache
def _load(folder: Path) -> Model:
    return load_folder(folder)


def load_folder(folder: Path, article: Path = ARTICLE) -> Model:
    """The model in a folder, checked against the article that it quotes; raises BadData."""
    files = {name: read(folder / f"{name}.toml") for name in FILES}
    lines = article.read_text("utf-8").splitlines()
    alternatives = _alternatives(files["alternatives"])
    clauses = {id: _clause(id, table, lines, alternatives) for id, table in files["clauses"].tables()}
    judgements = {id: _judgement(id, table) for id, table in files["judgements"].tables()}
    cited = set(clauses) | set(judgements)
    questions = {
        key: _question(key, table, cited)
        for key, table in files["questions"].only("flips", "questions").table("questions").tables()
    }
    vetoes = {id: _veto(id, table, questions, alternatives, cited) for id, table in files["vetoes"].tables()}
    remarks = files["remarks"].only("cautions", "next_steps", "notes", "also_named")
    model = Model(
        edition=folder.name,
        digest=_digest(folder, article),
        alternatives=alternatives,
        clauses=clauses,
        judgements=judgements,
        questions=questions,
        criteria=_criteria(files["fits"], questions, alternatives, cited),
        vetoes=vetoes,
        cautions=_remarks(remarks.table("cautions"), questions, alternatives, cited),
        next_steps=_remarks(remarks.table("next_steps"), questions, alternatives, cited),
        notes={id: _note(id, table, vetoes, alternatives, cited) for id, table in remarks.table("notes").tables()},
        also_named=_also_named(remarks.table("also_named"), alternatives),
        flip_order=_flip_order(files["questions"].table("flips"), questions),
        plausibility=load_plausibility(files["plausibility"], questions, cited),
        limits=load_limits(files["limits"], alternatives, cited),
        today=load_today(files["today"], alternatives, questions["services"], cited),
        hints=load_hints(files["hints"], questions),
    )
    refuse_idle_clauses(files["clauses"], model)
    return model


def _digest(folder: Path, article: Path) -> str:
    """SHA-256 over the edition's tables and the article, in hexadecimal."""
    digest = hashlib.sha256(article.read_bytes())
    for name in FILES:
        digest.update(f"\0{name}\0".encode())
        digest.update((folder / f"{name}.toml").read_bytes())
    return digest.hexdigest()


def _known(table: Table, names: Iterable[str], known: Collection[str], what: str) -> tuple[str, ...]:
    """The names, refused if one of them is not known."""
    for name in (names := tuple(names)):
        if name not in known:
            raise table.refuse(f"unknown {what} {name!r}")
    return names


def _cited(table: Table, cited: Collection[str]) -> tuple[str, ...]:
    clauses = _known(table, table.names("clauses"), cited, "clause or judgement")
    if not clauses:
        raise table.refuse("cites no clause and no judgement")
    return clauses


def _alternatives(file: Table) -> dict[str, Alternative]:
    alternatives = [
        Alternative(
            key=key,
            simplicity=table.whole("simplicity"),
            **{
                field: table.text(field)
                for field in ("name", "long_name", "in_sentence", "mark", "colour", "lead_in", "description")
            },
        )
        for key, table in file.tables()
    ]
    alternatives.sort(key=lambda alternative: alternative.simplicity)
    if [alternative.simplicity for alternative in alternatives] != list(range(1, len(alternatives) + 1)):
        raise file.refuse(f"simplicity must give the numbers 1 to {len(alternatives)}, each once")
    return {alternative.key: alternative for alternative in alternatives}


def _clause(id: str, table: Table, lines: list[str], alternatives: Collection[str]) -> Clause:
    table.only("line", "quote", "favours", "opposes", "kind", "use", "disputed")
    line, quote = table.whole("line"), table.text("quote")
    if not 1 <= line <= len(lines) or quote not in lines[line - 1]:
        raise table.refuse(f"the quote is not verbatim on line {line} of the article: “{quote}”")
    return Clause(
        id=id,
        line=line,
        quote=quote,
        favours=_known(table, table.names("favours"), alternatives, "alternative"),
        opposes=_known(table, table.names("opposes"), alternatives, "alternative"),
        kind=table.text("kind"),
        use=table.text("use", ""),
        disputed=table.text("disputed", ""),
    )


def _judgement(id: str, table: Table) -> Judgement:
    keys = ("title", "address", "date")
    sources = [
        Source(*(source.only(*keys).text(key) for key in keys))
        for source in table.only("text", "sources").list_of_tables("sources")
    ]
    return Judgement(id, table.text("text"), tuple(sources))


def _question(key: str, table: Table, cited: Collection[str]) -> Question:
    table.only("name", "wording", "hint", "why", "background", "use_when", "options")
    options = {
        option: Option(
            option, entry.text("label"), entry.only("label", "supposing", "number").text("supposing"),
            entry.number("number"),
        )
        for option, entry in table.table("options").tables()
    }  # fmt: skip
    if UNSURE in options or len(options) < 2:
        raise table.refuse(f"needs two options or more, none of them {UNSURE!r}")
    return Question(
        key=key,
        name=table.text("name"),
        wording=table.text("wording"),
        hint=table.text("hint"),
        why=table.text("why"),
        background=_known(table, table.names("background", ()), cited, "clause or judgement"),
        use_when=_use_when(table.table("use_when"), options, cited) if "use_when" in table.values else None,
        options=options,
    )


def _use_when(table: Table, options: Collection[str], cited: Collection[str]) -> UseWhen:
    clause = table.only("clause", "options").text("clause")
    _known(table, [clause], cited, "clause")
    return UseWhen(clause, frozenset(_known(table, table.names("options"), options, "option")))


def _criteria(
    file: Table,
    questions: Mapping[str, Question],
    alternatives: Mapping[str, Alternative],
    cited: Collection[str],
) -> dict[str, Criterion]:
    columns = _known(file, file.names("columns"), alternatives, "alternative")
    if missing := sorted(set(alternatives) - set(columns)):
        raise file.refuse(f"columns lack {', '.join(missing)}")
    wanted = {**{key: tuple(question.options) for key, question in questions.items()}, BASE: (ALWAYS,)}
    tables = dict(file.tables(without=("columns",)))
    if set(tables) != set(wanted):
        raise file.refuse(f"rows must be {', '.join(wanted)}; differing: {set(tables) ^ set(wanted)}")
    return {key: _criterion(key, tables[key], wanted[key], columns, alternatives, cited) for key in wanted}


def _criterion(
    key: str,
    table: Table,
    options: tuple[str, ...],
    columns: tuple[str, ...],
    alternatives: Mapping[str, Alternative],
    cited: Collection[str],
) -> Criterion:
    rows = dict(table.tables(without=("weight",)))
    if set(rows) != set(options):
        raise table.refuse(f"options must be {', '.join(options)}; differing: {set(rows) ^ set(options)}")
    fits = {option: _fits(rows[option], columns) for option in options}
    because = {option: _because(rows[option], fits[option], alternatives, cited) for option in options}
    return Criterion(key, table.whole("weight"), fits, because)


def _fits(row: Table, columns: tuple[str, ...]) -> dict[str, int]:
    fits = row.only("fit", "because").values.get("fit")
    if not isinstance(fits, list) or len(fits) != len(columns):
        raise row.refuse(f"fit must give {len(columns)} numbers, one for each column; a cell is missing")
    for fit in fits:
        if type(fit) is not int or not 0 <= fit <= FULL_FIT:
            raise row.refuse(f"a fit is a whole number from 0 to {FULL_FIT}, not {fit!r}")
    return dict(zip(columns, fits, strict=True))


def _because(
    row: Table, fits: Mapping[str, int], alternatives: Mapping[str, Alternative], cited: Collection[str]
) -> dict[str, Because]:
    because: dict[str, Because] = {}
    for entry in row.list_of_tables("because"):
        clauses = _cited(entry.only("of", "clauses", "text"), cited)
        for alternative in _known(entry, entry.names("of"), fits, "alternative"):
            if fits[alternative] == FULL_FIT:
                raise row.refuse(f"the full cell of {alternative} must not be cited")
            if alternative in because:
                raise row.refuse(f"the cell of {alternative} is explained twice")
            text = entry.text("text").replace("{name}", alternatives[alternative].in_sentence)
            because[alternative] = Because(text[0].upper() + text[1:], clauses)
    for alternative, fit in fits.items():
        if fit < FULL_FIT and alternative not in because:
            raise row.refuse(f"the cell of {alternative} is {fit}, below {FULL_FIT}, and cites nothing")
    return because


def _when(table: Table, questions: Mapping[str, Question]) -> dict[str, frozenset[str]]:
    if "when" not in table.values:
        return {}
    when = table.table("when")
    _known(when, when.values, questions, "question")
    return {
        key: frozenset(_known(when, when.names(key), questions[key].options, f"option of {key}"))
        for key in when.values
    }


def _veto(
    id: str,
    table: Table,
    questions: Mapping[str, Question],
    alternatives: Collection[str],
    cited: Collection[str],
) -> Veto:
    table.only("when", "use_when_below", "removes", "clauses", "text")
    below = table.whole("use_when_below") if "use_when_below" in table.values else None
    when = _when(table, questions)
    if not when and below is None:
        raise table.refuse("has no premise")
    return Veto(
        id=id,
        when=when,
        use_when_below=below,
        removes=frozenset(_known(table, table.names("removes"), alternatives, "alternative")),
        clauses=_cited(table, cited),
        text=table.text("text"),
    )


def _remarks(
    section: Table,
    questions: Mapping[str, Question],
    alternatives: Collection[str],
    cited: Collection[str],
) -> dict[str, Remark]:
    return {
        id: Remark(
            id=id,
            advised=frozenset(_known(table, table.names("advised", ()), alternatives, "alternative")),
            when=_when(table.only("advised", "when", "clauses", "text"), questions),
            clauses=_cited(table, cited),
            text=table.text("text"),
        )
        for id, table in section.tables()
    }


def _note(
    id: str, table: Table, vetoes: Collection[str], alternatives: Collection[str], cited: Collection[str]
) -> Note:
    table.only("alternative", "only_veto", "held_at_least", "scores_best", "clauses", "text")
    return Note(
        id=id,
        alternative=_known(table, [table.text("alternative")], alternatives, "alternative")[0],
        only_veto=frozenset(_known(table, table.names("only_veto"), vetoes, "veto")),
        held_at_least=table.whole("held_at_least"),
        scores_best=table.truth("scores_best"),
        clauses=_cited(table, cited),
        text=table.text("text"),
    )


def _also_named(table: Table, alternatives: Collection[str]) -> AlsoNamed:
    table.only("held_at_least", "alternatives")
    names = _known(table, table.names("alternatives"), alternatives, "alternative")
    return AlsoNamed(table.whole("held_at_least"), frozenset(names))


def _flip_order(table: Table, questions: Collection[str]) -> FlipOrder:
    order = FlipOrder(*(_known(table, table.names(key), questions, "question") for key in ("levels", "then", "last")))
    if sorted([*order.levels, *order.then, *order.last]) != sorted(questions):
        raise table.refuse("must name every question once")
    return order
