"""What the lists look like, as JSON Schema: questions, alternatives, prices, cases and editions."""

from __future__ import annotations

from advisor.api.shapes import by_key, listed, maybe, text, texts, thing, truth, whole

QUESTIONS = thing(
    "The questions in their order.",
    edition=text("The edition of the model."),
    questions=listed(
        thing(
            "A question.",
            key=text("Its public key."), name=text("Its name."), wording=text("How it is asked."),
            hint=text("A hint."),
            why=text("Why it is asked."),
            options=listed(
                thing("An answer.", key=text("Its public key."), label=text("Its words."),
                    number=maybe(text("What stands for its band."))),
                "The answers; unsure is one more.",
            ),
        ),
        "The questions.",
    ),
)  # fmt: skip
ALTERNATIVES = thing(
    "What can be advised, simplest first.",
    edition=text("The edition of the model."),
    alternatives=listed(
        thing(
            "An alternative.",
            key=text("Its public key."), name=text("Its name."), long_name=text("Its name with examples."),
            description=text("What it is."), colour=text("Its colour on white."), mark=text("Its shape."),
        ),
        "The alternatives.",
    ),
)  # fmt: skip
PROVENANCE = {
    "source": text("Where it was found."), "as_of": text("When it was so."),
    "confidence": text("high, medium or low."),
    "age": text("On the day of the edition: current, old, stale or undated."), "note": text("A remark."),
}  # fmt: skip
PRICES = thing(
    "The price book.",
    edition=text("Its edition."),
    prices=listed(
        thing(
            "A price.",
            id=text("Its id."), provider=text("The provider."), service=text("The service."),
            what=text("What is sold."),
            amount=text("A number."), currency=text("usd or eur."), unit=text("For how much."),
            region=text("Where."), **PROVENANCE,
        ),
        "List prices without VAT.",
    ),
    allowances=listed(
        thing(
            "What is free.",
            id=text("Its id."), provider=text("The provider."), service=text("The service."),
            what=text("What is free."),
            amount=text("How much a month."), unit=text("Of what."), region=text("Where."), **PROVENANCE,
        ),
        "What providers give away each month.",
    ),
    people=listed(
        thing(
            "A salary or effort.",
            id=text("Its id."), what=text("What it is."), low=maybe(text("Low.")), typical=maybe(text("Typical.")),
            high=maybe(text("High.")), unit=text("Its unit."), **PROVENANCE,
        ),
        "What people cost.",
    ),
    missing=texts("What was looked for and not found."),
)  # fmt: skip
CASE = thing(
    "What an organisation said that it runs, beside the advice for the same facts.",
    id=text("Its id."), organisation=text("Who."), year=maybe(whole("When.")), runs=text("What it runs, in words."),
    outcome=text("The alternative that this is."), satisfied=text("yes, mixed or no."),
    acceptable=texts("What would have been fair too."), recommended=text("What is advised."),
    closeness=text("How close it is."), agreement=text("agrees, fair, differs, miss or unscored."),
    why=text("Why they differ, where somebody looked."),
    answers=by_key({"type": "string"}, "The answers that its facts stand for."),
    assumed=by_key({"type": "string"}, "What was assumed for the rest."),
    sources=listed(
        thing("A source.", title=text("Its title."), address=text("Where."), kind=text("Whose voice.")),
        "Where it was read.",
    ),
    permalink=text("The advice for it.", format="uri"),
)  # fmt: skip
CASES = thing(
    "Published cases; /cases/ says how they were chosen and what is wrong with them.",
    edition=text("The edition of the model."), cases=listed(CASE, "The cases."),
)  # fmt: skip
EDITION = {
    "edition": text("Its date, which is its key."),
    "current": truth("Whether it answers links that name none."),
}
EDITIONS = thing(
    "Every edition that links can name, oldest first.",
    models=listed(thing("An edition of the model.", **EDITION, model=text("The hash of its data.")), "Of the model."),
    prices=listed(thing("An edition of the price book.", **EDITION), "Of the price book."),
)  # fmt: skip
