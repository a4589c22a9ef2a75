"""The advice as a decision record for a repository: Markdown in the form of MADR, clean under markdownlint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from advisor.answers import answer, assumed, beside
from advisor.asking import advice_for, bills_for
from advisor.costs.costs import Bill, Costs
from advisor.costs.prices import STALE_AFTER_DAYS
from advisor.costs.wording import exact, in_short
from advisor.costs_page import CostsPage
from advisor.decision import wording
from advisor.decision.advice import Advice, Ranked
from advisor.decision.model import FULL_FIT
from advisor.decision.reasons import Reason, cell
from advisor.markdown import bullet, paragraph, plain, table
from advisor.pages import quotes
from advisor.query import Query


def record(query: Query) -> str:
    """The decision record for a query; equal queries give equal bytes."""
    advice, bills = advice_for(query), bills_for(query)
    blocks = [
        *_context(advice, query),
        *_drivers(advice),
        "## Considered Options",
        _list(plain(_name(advice, ranked.alternative)) for ranked in advice.ranking),
        *_outcome(advice, bills),
        "## Pros and Cons of the Options",
        *_compared(advice, bills),
        *(block for ranked in advice.ranking for block in _option(advice, bills, ranked)),
        "## When to Revisit",
        _list(_triggers(advice, query)),
        *_more(advice, bills, query),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _context(advice: Advice, query: Query) -> Iterator[str]:
    yield f"---\nstatus: proposed\ndate: {query.date.isoformat()}\n---"
    name = query.model.alternatives[advice.recommended].in_sentence
    if advice.too_little:
        yield "# Where to run our services: not settled yet"
    else:
        yield f"# Where to run our services: {plain(name)}{', in a close call' if advice.close_call else ''}"
    yield "## Context and Problem Statement"
    yield paragraph(
        plain(f"Do we need Kubernetes? We asked by the criteria of one article, {wording.ARTICLE}. Our situation:")
    )
    said = (
        assumed(advice, query, key) if key in advice.assumed else answer(query, key) for key in query.model.questions
    )
    yield _list(
        plain(f"{each.name}: {'not known, assumed: ' if each.assumed else ''}{each.label}")
        for each in [*said, *beside(query)]
    )


def _drivers(advice: Advice) -> Iterator[str]:
    yield "## Decision Drivers"
    yield _list(
        [*(_cited(reason.text, reason.clauses) for reason in advice.reasons), plain(wording.checklist(advice))]
    )


def _outcome(advice: Advice, bills: Costs) -> Iterator[str]:
    """What is chosen and why, and what follows from it."""
    yield "## Decision Outcome"
    name = plain(_name(advice, advice.recommended))
    how_close = wording.closeness(advice)
    if balance := wording.balance(advice):
        how_close += f" The balance: {balance}"
    if first := advice.unknowns.ask_first:
        how_close += f" To find out first: {advice.model.questions[first].wording}"
    if advice.too_little:
        yield paragraph(f"No option is chosen yet. “{name}” leads so far. {plain(how_close)}")
    else:
        because = advice.reasons[0].text if advice.reasons else "Nothing else is left."
        yield paragraph(f"Chosen option: “{name}”, because {plain(f'{wording.continued(because)} {how_close}')}")
    if also := wording.one_of(advice.model, advice.also_named):
        yield paragraph(plain(f"Also worth a look: {also}."))
    yield "### Consequences"
    yield _list(
        [
            plain(_costs(bills, advice.recommended)),
            *(f"Bad, because it does not fit: {_cited(weak.text, weak.row.clauses)}" for weak in advice.weak_fits),
            *(f"To mind: {_cited(mind.text, mind.clauses)}" for mind in (*advice.notes, *advice.cautions)),
            *(plain(line) for line in _move(advice)),
            *(f"To do: {_cited(step.text, step.clauses)}" for step in advice.next_steps),
        ]
    )


def _move(advice: Advice) -> Iterator[str]:
    """From what runs today: stay, or the first steps with our estimate."""
    if move := advice.move:
        yield move.text
        yield from (f"To do: {step}" for step in move.steps)
        if move.effort:
            yield f"The advisor's estimate of the move: {move.effort}. {move.caution}"


def _compared(advice: Advice, bills: Costs) -> Iterator[str]:
    """Points and typical costs of all, as a table."""
    yield paragraph(
        plain(
            f"Points are out of {FULL_FIT * sum(row.weight for row in advice.model.criteria.values())}. Costs are "
            f"typical sums a month at {bills.market.name}, {bills.market.facts('place')}, list prices without VAT; "
            "they stand beside the points and never inside them."
        )
    )
    yield table(
        ["Option", "Points", "Machines", "People", "Together"],
        [
            [plain(_name(advice, ranked.alternative)), _score(ranked), *_sums(bills.bills[ranked.alternative], bills)]
            for ranked in advice.ranking
        ],
    )


def _sums(bill: Bill, bills: Costs) -> Iterator[str]:
    for amounts in (bill.machines, bill.people, bill.monthly):
        yield "-" if amounts is None else exact(amounts.typical, bills.currency)


def _score(ranked: Ranked) -> str:
    return str(ranked.score)


def _option(advice: Advice, bills: Costs, ranked: Ranked) -> Iterator[str]:
    alternative = advice.model.alternatives[ranked.alternative]
    yield f"### {plain(alternative.name)}"
    yield paragraph(plain(alternative.description))
    yield _list(
        [
            *(f"Bad, because it is ruled out: {_cited(v.text, v.clauses)}" for v in ranked.vetoes),
            *_rows(advice, ranked),
            plain(_costs(bills, ranked.alternative)),
        ]
    )


def _costs(bills: Costs, alternative: str) -> str:
    """Good for the cheapest of those with a bill, bad for the dearest, neutral where nothing tells them apart."""
    sums = {key: bill.monthly.typical for key, bill in bills.bills.items() if bill.monthly}
    says = in_short(bills, alternative)
    if alternative not in sums:
        return f"Neutral, because it has no bill: {says}"
    least, most = min(sums.values()), max(sums.values())
    if least < most and sums[alternative] in {least, most}:
        good, end = ("Good", "cheapest") if sums[alternative] == least else ("Bad", "dearest")
        return f"{good}, because it is the {end} of those with a bill: {says}"
    return f"Neutral, because of its costs: {says}"


def _rows(advice: Advice, ranked: Ranked) -> Iterator[str]:
    """The rows that speak for an alternative, in one sentence, and those that cost it points, one by one."""
    questions = advice.model.questions
    covered = [
        f"{questions[row.criterion].name} ({questions[row.criterion].options[row.option].label})"
        for row in ranked.rows
        if row.weight and row.fit == FULL_FIT and row.criterion in questions
    ]
    if covered:
        yield f"Good, because it covers fully: {plain(', '.join(covered))}."
    for row in sorted(ranked.rows, key=lambda row: row.points - FULL_FIT * row.weight):
        because = cell(advice.model, advice.sheet, row.criterion, ranked.alternative)
        if because and row.weight:
            name = questions[row.criterion].name if row.criterion in questions else "what it costs everybody"
            points = f"{row.points} of {FULL_FIT * row.weight} points"
            yield f"Bad, because of {plain(name)} ({points}): {_cited(because.text, because.clauses)}"


def _triggers(advice: Advice, query: Query) -> Iterator[str]:
    """What would change the advice, and the day on which its prices are too old."""
    for flip in advice.flips or advice.pairs:
        then = advice.model.alternatives[flip.recommended].in_sentence
        yield plain(f"{wording.supposing(advice.model, flip)}: {then}.")
    if not advice.complete:
        yield "When more of the answers are known."
    day = date.fromisoformat(query.book.edition) + timedelta(days=STALE_AFTER_DAYS)
    yield f"On {day.isoformat()} at the latest: its prices are a year old then."


def _more(advice: Advice, bills: Costs, query: Query) -> Iterator[str]:
    """Where it comes from: link, editions, the clauses in the article's words, the prices."""
    yield "## More Information"
    yield _list(
        [
            plain(f"The article: {wording.ARTICLE}"),
            f"This advice as a page: <{settings.ADVISOR_ORIGIN}{reverse('advice')}?{query.encode()}>",
            f"Model of {query.model.edition}, `{query.model.digest}`",
            f"Price book of {query.book.edition}: "
            f"<{settings.ADVISOR_ORIGIN}{reverse('prices')}?prices={query.book.edition}>",
        ]
    )
    yield "### Clauses"
    yield paragraph(
        "Those with A are sentences of the article that the advisor follows, those with J judgements of its authors."
    )
    yield _list(
        f"{quote.id}: {plain(quote.text) if quote.ours else f'“{plain(quote.text)}”'}"
        + (f" ({plain(quote.disputed)})" if quote.disputed else "")
        + "".join(plain(f" Source: {each.title}, {each.address} ({each.date}).") for each in quote.sources)
        for quote in quotes(advice.model, _clauses(advice))
    )
    page = CostsPage(bills, advice, query)
    if used := page.sources_of({advice.recommended, *([advice.rival] if advice.rival else [])}):
        yield "### Prices"
        yield paragraph("Behind the costs of the chosen option and of its hardest rival:")
        yield _list(f"`{entry.id}`: {plain(f'{entry.amount}; {entry.source}; {entry.as_of}')}" for entry in used)


def _clauses(advice: Advice) -> list[str]:
    """Every clause and judgement that the record cites, once, in the model's order."""
    cited: set[str] = set()
    remarks: Iterable[Reason] = (*advice.reasons, *advice.notes, *advice.cautions, *advice.next_steps)
    for remark in remarks:
        cited.update(remark.clauses)
    for ranked in advice.ranking:
        cited.update(id for veto in ranked.vetoes for id in veto.clauses)
        cited.update(id for row in ranked.rows for id in row.clauses if row.weight)
    return [id for id in (*advice.model.clauses, *advice.model.judgements) if id in cited]


def _cited(text: str, clauses: Iterable[str]) -> str:
    return f"{plain(text)} ({', '.join(clauses)})"


def _name(advice: Advice, key: str) -> str:
    return advice.model.alternatives[key].name


def _list(items: Iterable[str]) -> str:
    return "\n".join(bullet(item) for item in items)
