"""Queries for reports: five situations with names, and generated ones."""

import random

from advisor.costs.inputs import parse_inputs
from advisor.costs.market import load_catalogue
from advisor.decision.model import UNSURE
from advisor.query import Query, fresh
from tests.sheets import MODEL, sheet

BANK = {
    "services": "30-up",
    "targets": "several",
    "hosting": "own",
    "servers": "11-up",
    "load": "steady",
    "scaling": "many",
}
BANK |= {"deploys": "several-weekly", "team": "41-up", "skills": "production", "ops": "crew", "reason": "standard"}
SOLO = {"services": "1", "servers": "idle", "load": "steady", "scaling": "none", "deploys": "weekly", "team": "1"}


def query(answers, paper="A4", **inputs):
    """A query as the view reads it."""
    ordered = {key: answers[key] for key in MODEL.questions if key in answers}
    return Query(fresh().model, fresh().book, ordered, parse_inputs(inputs), {"paper": paper})


SITUATIONS = {
    "team": query(sheet(ops="part")),
    "bank": query(sheet(**BANK)),
    "solo": query(sheet(**SOLO), provider="hetzner", region="eu", currency="eur"),
    "unfinished": query({"services": "3-9", "ops": "part"}, "Letter"),
    "many-flips": query(sheet(services="1", targets="several", servers="idle", scaling="none", deploys="weekly", work="batch", team="41-up"), provider="azure", region="eu"),
}  # fmt: skip


def generated(seed, count):
    """Sheets with costs, now and then with an answer unsure, on either paper."""
    source = random.Random(seed)
    places = list(load_catalogue().markets)
    for number in range(count):
        open_ = [UNSURE] if number % 5 == 0 else []
        answers = {key: source.choice([*q.options, *open_]) for key, q in MODEL.questions.items()}
        provider, region = source.choice(places)
        inputs = {"provider": provider, "region": region, "currency": source.choice(["usd", "eur"])}
        yield query(answers, source.choice(["A4", "Letter"]), **inputs)
