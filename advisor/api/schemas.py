"""What advice, comparison and problems look like, as JSON Schema: the reference is generated from it."""

from __future__ import annotations

from advisor.api.shapes import by_key, listed, maybe, text, texts, thing, truth, whole

CLAUSES = texts("Sentences of the article (A) and judgements of ours (J) that it rests on; /method/ has them all.")
REASON = {
    "text": text("A sentence."),
    "clauses": CLAUSES,
    "questions": texts("The questions whose answers it comes from."),
}
ROW = {
    "criterion": text("The question, or base for what it costs everybody."),
    "option": text("The answer that decides the row."),
    "weight": whole("How much the row counts."),
    "fit": whole("From 0, does not cover it, to 4, covers it fully."),
    "points": whole("Weight times fit."),
    "clauses": CLAUSES,
}
REMARK = thing("A remark.", id=text("Its key."), **REASON)
RANGE = thing(
    "An amount at its three ends, with cents; null where there is no bill.",
    low=maybe(text("The low end.")), typical=maybe(text("The typical amount.")), high=maybe(text("The high end.")),
)  # fmt: skip
CHANGE = {"question": text("The question."), "to": text("The answer that it takes instead.")}
LINE = thing(
    "A line of a bill, a month or, in the group once, once.",
    group=text("control, compute, traffic, state, people or once."),
    label=text("What it is."), detail=text("How it was counted."),
    quantity=text("A number."), unit=text("What is counted."),
    unit_price=text("A number, exact, in the currency of its source."), unit_currency=text("usd or eur."),
    low=text("An amount."), typical=text("An amount."), high=text("An amount."),
    sources=texts("Ids of prices and salaries; see prices."),
    assumption=maybe(text("The assumption of ours behind it.")),
)  # fmt: skip
BILL = thing(
    "What an alternative costs.",
    availability=text("sold, not_sold or price_missing."), says=text("What a reader must know of it."),
    priced_at=maybe(text("The provider that sells it instead.")), lines=listed(LINE, "The lines."),
    machines=RANGE, people=RANGE, once=RANGE, monthly=RANGE, horizon=RANGE,
)  # fmt: skip
COSTS = thing(
    "The bills; they stand beside the points and never inside them.",
    provider=text("The provider."), region=text("us or eu."), currency=text("usd or eur."),
    prices_edition=text("The edition of the price book."),
    exchange_rate=thing("The rate.", usd_per_eur=text("US dollars a euro."), as_of=text("Its day.")),
    inputs={"type": "object", "description": "What the bills count with: given, or from the answers."},
    bills=by_key(BILL, "The bill of each alternative."),
    crossover=thing(
        "Where a server and serverless containers cost the same.",
        utilisation=maybe(text("The part of the month that they must be busy for.")),
        against=text("The other alternative."),
    ),
    hours_available=maybe(text("Hours a month that people have for the platform.")),
)  # fmt: skip
GROWTH = thing(
    "When to ask again.",
    next=listed(
        thing(
            "A quantity, going up alone.",
            question=text("The question."), now=text("Its answer."), to=maybe(text("The nearest that changes it.")),
            recommended=maybe(text("What is advised then.")),
        ),
        "The next level of each quantity.",
    ),
    factors=by_key({"type": "string"}, "What each step multiplies, by question."),
    path=listed(
        thing(
            "A step.",
            step=whole("0 is today."), numbers=by_key({"type": "integer"}, "The number of each quantity."),
            answers=by_key({"type": "string"}, "The answers that they mean."), recommended=text("What is advised."),
            closeness=text("How close it is."),
        ),
        "Several quantities growing together.",
    ),
)  # fmt: skip
ADVICE = thing(
    "The advice and the bills. Points are null where no rival is left.",
    edition=text("The edition of the model."), model=text("The hash of its data."),
    answers=by_key(text("An option, or unsure."), "All questions with their answers."),
    assumed=by_key(text("An option."), "What was assumed where a question is open; all that follows rests on it."),
    limits=texts("Hard limits that were given."), today=maybe(text("What runs today.")),
    recommended=text("The advised alternative."), headline=text("The verdict in a few words."),
    closeness=maybe(text("clear, leaning, close_call or by_elimination.")),
    closeness_text=text("The same in a sentence."),
    close_call=texts("The others in a close call."), also_named=texts("Named beside the advice."),
    tied_with=texts("Those of equal points."), rival=maybe(text("The hardest rival.")),
    points_for=maybe(whole("Points for the advice in the duel with the rival.")),
    points_against=maybe(whole("Points for the rival.")),
    reasons=listed(thing("A reason.", **REASON), "The first three."),
    ranking=listed(
        thing(
            "An alternative.",
            alternative=text("Its key."), score=maybe(whole("Its points.")),
            vetoes=listed(
                thing("A veto.", id=text("Its key."), clauses=CLAUSES, certain=truth("Whatever the rest.")),
                "What rules it out.",
            ),
            contributions=listed(thing("A row of the scorecard.", **ROW), "They add up to the score."),
        ),
        "All five, the admissible ones first.",
    ),
    checklist=thing(
        "The article's list of when to use Kubernetes.",
        held=whole("How many lines hold."),
        lines=listed(
            thing("A line.", question=text("The question."), clause=text("Its clause."),
                holds=maybe(truth("Null: not known."))),
            "The lines.",
        ),
    ),
    flips=listed(thing("A changed answer.", **CHANGE, recommended=text("What is advised then.")), "What changes it."),
    pairs=listed(
        thing("Two changes.", changes=listed(thing("A change.", **CHANGE), "Both."),
            recommended=text("What is advised then."),
        ),
        "Where no single change does.",
    ),
    cautions=listed(REMARK, "What to mind."),
    weak_fits=listed(thing("A row that does not fit.", **ROW, text=text("Why.")), "Rows of fit 0 or 1."),
    notes=listed(REMARK, "On alternatives that one veto keeps out."), next_steps=listed(REMARK, "What to do next."),
    judged=listed(
        thing(
            "A veto or row.",
            on=text("Its key."), text=text("What it says."), judgements=texts("Those of ours."),
            alone=truth("Without the article."), points=maybe(whole("For the advice, or against it.")),
        ),
        "Where our judgement had a part.",
    ),
    move=maybe(
        thing(
            "From what runs today.",
            status=text("stay, start or move."), text=text("A sentence."), steps=texts("The first steps."),
            effort=maybe(text("Our estimate.")), caution=maybe(text("What to mind.")), clauses=CLAUSES,
        )
    ),
    hints=listed(
        thing("A question back.", id=text("Its key."), text=text("The question."),
            questions=texts("On which answers.")),
        "Where answers look odd together.",
    ),
    shares=by_key({"type": "number"}, "The plausible weight that each alternative leads; they add up to 1."),
    sheets=by_key({"type": "integer"}, "How many completions each alternative leads."),
    heaviest=text("The alternative of most weight."),
    too_little=truth("Whether none has more than half of the weight."),
    possible=texts("What can still be advised."), settled=truth("Whether open questions can change nothing."),
    ask_first=maybe(text("The question to find out first.")), growth=GROWTH, costs=COSTS,
    permalink=text("The page with this advice, for ever.", format="uri"),
)  # fmt: skip
SIDE = thing(
    "One of the two.",
    query=text("Its canonical query."), answers=by_key({"type": "string"}, "All questions with their answers."),
    edition=text("The edition of the model."), prices_edition=text("The edition of the prices."),
    currency=text("usd or eur."), recommended=text("What is advised."), closeness=maybe(text("How close it is.")),
    points_for=maybe(whole("Points for the advice.")), points_against=maybe(whole("Points for the hardest rival.")),
)  # fmt: skip
COMPARISON = thing(
    "What differs, how advice, points and costs move, and which difference carries most of it.",
    a=SIDE, b=SIDE, moved=truth("Whether the advice differs."),
    differences=listed(
        thing(
            "A key that differs.",
            key=text("The key."), a=maybe(text("Its value in a.")), b=maybe(text("Its value in b.")),
            alone=maybe(text("What is advised when this alone changes in a.")),
            part=maybe({"type": "number", "description": "Its part of the move, over all orders; they add up to 1."}),
        ),
        "What differs.",
    ),
    carrier=maybe(text("The difference that carries most of the move.")),
    alternatives=listed(
        thing(
            "An alternative.",
            alternative=text("Its key."),
            points=thing("Its points.", a=maybe(whole("In a.")), b=maybe(whole("In b."))),
            monthly=thing("Its typical bill a month.", a=maybe(text("In a.")), b=maybe(text("In b."))),
        ),
        "All five.",
    ),
)  # fmt: skip
PROBLEM = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "properties": {
        "type": text("The kind of problem, explained at this address.", format="uri"),
        "title": text("The kind in words."), "status": whole("The HTTP status."),
        "detail": text("What to do about it."),
        "errors": by_key(text("A sentence."), "What is wrong, by key."),
        "invalid": listed(
            {
                "type": "object",
                "properties": {
                    "key": text("The key."), "detail": text("A sentence."),
                    "allowed": texts("The values that it takes."),
                    "keys": texts("The keys there are, where this is none."),
                    "minimum": text("The least number."), "maximum": text("The largest number."),
                },
                "required": ["key", "detail"],
            },
            "What is wrong, with what is allowed instead.",
        ),
        "line": whole("In a batch: the line, counted from 1."),
        "allowed": texts("Addresses, methods or media types that there are."),
    },
    "required": ["type", "title", "status", "detail"],
}  # fmt: skip
