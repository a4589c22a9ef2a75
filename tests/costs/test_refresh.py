"""manage.py refresh_prices: parsing, the gate, the new edition, and what happens when a provider fails."""

import io
import json
import shutil
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from django.core.management import CommandError, call_command

from advisor.costs import prices
from advisor.costs.prices import load_book, read_book
from advisor.costs.refresh import fetching
from advisor.costs.refresh.adapters import ADAPTERS, RATE_ID
from advisor.costs.refresh.fetching import LONGEST_WAIT, TRIES, client, fetch
from advisor.costs.refresh.gate import judge, new_edition
from advisor.costs.refresh.quotes import AnswerRefused, Document, Quote, load_pairs, load_selections
from advisor.decision.tables import BadData
from advisor.management.commands import refresh_prices

ANSWERS = Path(__file__).parent / "answers"
BOOK = load_book()
TODAY = "2026-11-24"


def parse(provider, folder=ANSWERS):
    quotes = ADAPTERS[provider].parse(folder / provider, load_selections().get(provider, []), TODAY)
    return {quote.id: quote for quote in quotes}


@pytest.fixture
def answers(tmp_path):
    """A copy of the answers that a test may spoil."""
    shutil.copytree(ANSWERS, tmp_path / "answers")
    return tmp_path / "answers"


@pytest.fixture
def books(tmp_path, monkeypatch):
    """A folder of editions that a test may add to."""
    shutil.copytree(prices.BOOKS, tmp_path / "prices")
    for module in (prices, refresh_prices):
        monkeypatch.setattr(module, "BOOKS", tmp_path / "prices")
    prices._load.cache_clear()
    yield tmp_path / "prices"
    prices._load.cache_clear()


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("refresh_prices", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# --- parsing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", [provider for provider in ADAPTERS if provider != "ecb"])
def test_every_selector_names_a_price_of_the_book(provider):
    ids = [id for selection in load_selections()[provider] for id in selection.prices]
    assert ids
    assert set(ids) <= set(BOOK.prices)
    assert len(set(ids)) == len(ids)


def test_every_pair_is_a_pair_in_the_book():
    for small, large in load_pairs():
        assert Decimal("1.9") <= BOOK.prices[large].amount / BOOK.prices[small].amount <= Decimal("2.1")


@pytest.mark.parametrize(
    ("provider", "id", "amount", "currency"),
    [
        ("aws", "aws.ec2.t3.medium.us-east-1", "0.0416", "USD"),
        ("aws", "aws.elb.alb_hour.us-east-1", "0.0225", "USD"),
        ("aws", "aws.rds.postgres.db.t3.large.us-east-1", "0.145", "USD"),
        ("azure", "azure.vm.standard_d2s_v5.eastus", "0.096", "USD"),
        ("azure", "azure.vm.standard_d4s_v6.eastus", "0.202", "USD"),
        ("azure", "azure.aca.vcpu_second_active.centralus", "0.000024", "USD"),
        ("ovh", "ovh.b3-8", "37.376", "EUR"),
        ("scaleway", "scaleway.pro2-xxs", "40.15", "EUR"),
        ("linode", "linode.g6-standard-2", "24", "USD"),
        ("linode", "linode.postgres.g6-standard-2.3", "147", "USD"),
        ("linode", "linode.egress.overage", "0.005", "USD"),
        ("hetzner", "hetzner.cloud.cx23.eu", "5.99", "EUR"),
        ("hetzner", "hetzner.cloud.cpx11.ash", "17.49", "EUR"),
        ("hetzner", "hetzner.volume", "0.0572", "EUR"),
        ("hetzner", "hetzner.ipv4", "0.5", "EUR"),
        ("digitalocean", "do.droplet.s-2vcpu-4gb", "24", "USD"),
        ("gcp", "gcp.gce.e2-standard-2.us-central1", "0.06701142", "USD"),
        ("ecb", RATE_ID, "1.1402", "USD"),
    ],
)
def test_a_price_is_found_in_its_provider_s_answer(provider, id, amount, currency):
    quote = parse(provider)[id]
    assert (quote.amount, quote.currency) == (Decimal(amount), currency)
    assert quote.as_of.startswith("2026-11-2")


def test_windows_spot_reserved_and_dedicated_rows_are_not_taken():
    assert parse("aws")["aws.ec2.t3.medium.us-east-1"].amount == Decimal("0.0416")
    assert parse("azure")["azure.vm.standard_d2s_v5.eastus"].amount == Decimal("0.096")


@pytest.mark.parametrize(
    ("provider", "file", "old", "new", "says"),
    [
        (
            "aws",
            "AmazonEC2_us-east-1-001.csv",
            '"Hrs","0.0416000000"',
            '"Quantity","0.0416000000"',
            "the unit is 'Quantity' and was 'Hrs'",
        ),
        ("aws", "AmazonEC2_us-east-1-001.csv", "PricePerUnit", "Price", "is not a price list"),
        ("aws", "AmazonEC2_us-east-1-001.csv", '"0.0416000000"', '"NaN"', "is no amount"),
        ("azure", "machines-eastus-001.json", '"1 Hour"', '"1 Month"', "the unit is '1 Month' and was '1 Hour'"),
        ("azure", "machines-eastus-001.json", '"Items"', '"Entries"', "the answer has no Items"),
        (
            "azure",
            "machines-eastus-001.json",
            '"retailPrice": 0.0416',
            '"retailPrice": "free"',
            "'free' is no amount",
        ),
        ("ovh", "catalogue-001.json", '"addons"', '"options"', "the answer has no addons"),
        ("ovh", "catalogue-001.json", '"price": 2060000', '"price": -1', "-1 is no amount"),
        (
            "scaleway",
            "products-001.json",
            '"unit": "hour"',
            '"unit": "minute"',
            "the unit is 'minute' and was 'hour'",
        ),
        ("scaleway", "products-001.json", "{", "", "is not JSON"),
        ("linode", "databases-001.json", '"quantity": 3', '"quantity": 2', "there is no PostgreSQL with 3 nodes"),
        ("hetzner", "pricing-001.json", '"net"', '"netto"', "the answer has no"),
        ("digitalocean", "sizes-001.json", '"price_monthly"', '"price"', "the answer has no price_monthly"),
        ("gcp", "compute-001.json", '"nanos": 21811590', '"nanos": 0', "has no paid tier"),
        ("ecb", "rate-001.json", '"observations"', '"observation"', "the answer of the ECB has another shape"),
    ],
)
def test_an_answer_of_another_shape_or_unit_is_refused_in_words(answers, provider, file, old, new, says):
    edit(answers / provider / file, old, new)
    if provider == "scaleway" and new == "":
        (answers / provider / file).write_text("<html>maintenance</html>", "utf-8")
    with pytest.raises(AnswerRefused) as refusal:
        parse(provider, answers)
    assert says in str(refusal.value)


def test_a_missing_answer_is_refused_by_name(tmp_path):
    with pytest.raises(AnswerRefused, match=r"catalogue-1\.json"):
        parse("ovh", tmp_path)


# --- the gate ------------------------------------------------------------------------------------------------

ID = "aws.eks.cluster.us-east-1"


def verdict(amount, *, currency="USD", id=ID, force=False, pairs=()):
    (change,) = judge(BOOK, [Quote(id, Decimal(amount), currency, TODAY, "x")], pairs, force=force)
    return change.verdict, change.why


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0.1", "same"),
        ("0.125", "moved"),
        ("0.1251", "refused"),
        ("0.075", "moved"),
        ("0.0749", "refused"),
        ("0", "refused"),
    ],
)
def test_a_price_may_move_by_25_per_cent_and_no_further(amount, expected):
    assert verdict(amount)[0] == expected


def test_force_lets_a_large_move_in_but_never_a_wrong_currency_or_nothing():
    assert verdict("0.2", force=True)[0] == "moved"
    assert verdict("0.1", currency="EUR", force=True) == ("refused", "the currency is EUR and was USD")
    assert verdict("0", force=True) == ("refused", "the amount is not above 0")


def test_two_different_prices_for_one_id_are_refused():
    quotes = [Quote(ID, Decimal("0.1"), "USD", TODAY, "x"), Quote(ID, Decimal("0.11"), "USD", TODAY, "x")]
    assert judge(BOOK, quotes, [])[0].why == "several different prices match"


def test_an_id_that_is_not_in_the_book_is_refused():
    assert verdict("1", id="aws.ec2.new")[1] == "is not in the price book"


@pytest.mark.parametrize(
    ("large", "expected"), [("0.21", "moved"), ("0.212", "refused"), ("0.19", "moved"), ("0.188", "refused")]
)
def test_a_machine_of_twice_the_size_costs_between_1_9_and_2_1_times_as_much(large, expected):
    small, big = "azure.vm.standard_d2s_v6.eastus", "azure.vm.standard_d4s_v6.eastus"
    quotes = [Quote(small, Decimal("0.1"), "USD", TODAY, "x"), Quote(big, Decimal(large), "USD", TODAY, "x")]
    found = {change.id: change.verdict for change in judge(BOOK, quotes, [(small, big)])}
    assert found[big] == expected
    assert {change.verdict for change in judge(BOOK, quotes, [(small, big)], force=True)} == {"moved"}


# --- the new edition -----------------------------------------------------------------------------------------


def test_a_new_edition_has_the_new_prices_with_date_and_source_and_leaves_the_rest(books):
    before = (books / f"{BOOK.edition}.toml").read_bytes()
    status, out, err = run("--from-file", str(ANSWERS), "--date", TODAY, "--apply")
    assert status == 0, err
    assert f"Wrote the edition of {TODAY}; that of {BOOK.edition} stays as it is." in out
    assert (books / f"{BOOK.edition}.toml").read_bytes() == before
    book = read_book(books / f"{TODAY}.toml")
    changed = book.prices["aws.ec2.m7i.large.us-east-1"]
    assert (changed.amount, changed.provenance.as_of) == (Decimal("0.1109"), "2026-11-20")
    assert changed.provenance.source.startswith("https://pricing.us-east-1.amazonaws.com/")
    confirmed = book.prices["aws.ec2.t3.medium.us-east-1"]
    assert (confirmed.amount, confirmed.provenance.as_of) == (Decimal("0.0416"), "2026-11-20")
    untouched = "gcp.cloudrun.vcpu_second.tier1"
    assert book.prices[untouched] == BOOK.prices[untouched]
    assert book.rate.usd_per_eur == Decimal("1.1402")
    assert set(book.prices) == set(BOOK.prices)
    assert book.people == BOOK.people


def test_an_edition_is_never_written_over(books):
    assert run("--from-file", str(ANSWERS), "--date", TODAY, "--apply")[0] == 0
    with pytest.raises(CommandError, match="an edition is never changed"):
        run("--from-file", str(ANSWERS), "--date", TODAY, "--apply")


def test_without_apply_nothing_is_written_and_the_table_is_readable(books):
    status, out, err = run("--from-file", str(ANSWERS), "--date", TODAY)
    assert status == 0
    assert "58 prices are as they were, 11 differ." in out
    assert "aws.ec2.m7i.large.us-east-1           0.1008          0.1109   +10.0 %  let in" in out
    assert "[1/9] aws ..." in err
    assert "26 of 37 prices found" in err
    assert len(list(books.glob("*.toml"))) == 1


def test_check_ends_with_status_1_if_something_differs(books):
    assert run("--from-file", str(ANSWERS), "--check", "--provider", "ovh")[0] == 1
    assert run("--from-file", str(ANSWERS), "--check", "--provider", "digitalocean")[0] == 0


def test_a_provider_that_fails_leaves_the_others_results(books, answers):
    (answers / "azure" / "machines-eastus-001.json").write_text("<html>502</html>", "utf-8")
    shutil.rmtree(answers / "ovh")
    status, out, err = run("--from-file", str(answers), "--date", TODAY, "--apply")
    assert status == 1
    assert err.count("failed, its old prices stay") == 2
    assert "Wrote the edition" in out
    book = read_book(books / f"{TODAY}.toml")
    assert book.prices["ovh.b3-8"] == BOOK.prices["ovh.b3-8"]
    assert book.prices["azure.vm.standard_b2s.eastus"] == BOOK.prices["azure.vm.standard_b2s.eastus"]
    assert book.prices["aws.ec2.m7i.large.us-east-1"].amount == Decimal("0.1109")


def test_a_refused_price_keeps_its_old_value_and_date(books, answers):
    edit(answers / "digitalocean" / "sizes-001.json", '"price_monthly": 6.0', '"price_monthly": 60')
    out = run("--from-file", str(answers), "--date", TODAY, "--apply")[1]
    assert "refused: moved by +900 %, more than 25 %; --force lets it in" in out
    id = "do.droplet.s-1vcpu-1gb"
    assert read_book(books / f"{TODAY}.toml").prices[id] == BOOK.prices[id]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--check", "--apply"), "choose one"),
        (("--from-file", "/nowhere"), "is not a folder"),
        (("--date", "today"), "must be a day"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments, says):
    with pytest.raises(CommandError, match=says):
        run(*arguments)


def test_a_text_that_is_not_sound_is_refused_by_the_loader(tmp_path):
    path = tmp_path / f"{TODAY}.toml"
    path.write_text(
        new_edition((prices.BOOKS / f"{BOOK.edition}.toml").read_text("utf-8"), "2026-11-25", []), "utf-8"
    )
    with pytest.raises(BadData, match="edition must be"):
        read_book(path)


# --- fetching ------------------------------------------------------------------------------------------------


def serve(*answers):
    """A client whose server gives these answers one after the other, and the list of its waits."""
    queue, waits = list(answers), []

    def answer(request):
        found = queue.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    return client(httpx.MockTransport(answer)), waits


def ok(body="{}"):
    return httpx.Response(200, text=body)


def test_every_page_is_saved(tmp_path):
    web, waits = serve(ok('{"next": "https://example.org/2"}'), ok('{"next": null}'))
    document = Document("list", "https://example.org/1", next_page=lambda body: body["next"])
    fetch(web, document, tmp_path, waits.append)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list-001.json", "list-002.json"]


def test_429_is_waited_for_as_long_as_it_asks_but_never_longer_than_a_minute(tmp_path):
    slow = [httpx.Response(429, headers={"Retry-After": seconds}) for seconds in ("7", "900")]
    web, waits = serve(*slow, ok())
    fetch(web, Document("list", "https://example.org/"), tmp_path, waits.append)
    assert waits == [7.0, LONGEST_WAIT]


def test_azure_s_empty_budget_is_waited_for(tmp_path):
    web, waits = serve(httpx.Response(200, text="{}", headers={fetching.AZURE_LEFT: "0"}))
    fetch(web, Document("list", "https://example.org/"), tmp_path, waits.append)
    assert waits == [LONGEST_WAIT]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ([httpx.ReadTimeout("slow")] * TRIES, "list: ReadTimeout"),
        ([httpx.ConnectError("down")] * TRIES, "list: ConnectError"),
        ([httpx.Response(429)] * TRIES, "list: status 429"),
        ([httpx.Response(503)] * TRIES, "list: status 503"),
        ([httpx.Response(401)], "list: status 401"),
        ([ok("<html>")], "list: page 1 is not JSON"),
    ],
)
def test_what_does_not_come_is_refused_after_a_bounded_number_of_tries(tmp_path, answers, says):
    web, waits = serve(*answers)
    with pytest.raises(AnswerRefused, match=says):
        fetch(web, Document("list", "https://example.org/"), tmp_path, waits.append)
    assert len(waits) < TRIES


def test_a_time_out_that_passes_is_tried_again(tmp_path):
    web, waits = serve(httpx.ReadTimeout("slow"), ok())
    fetch(web, Document("list", "https://example.org/"), tmp_path, waits.append)
    assert json.loads((tmp_path / "list-001.json").read_text()) == {}


@pytest.mark.parametrize("provider", ADAPTERS)
def test_every_adapter_asks_over_https_and_gives_each_document_a_name(provider):
    documents = ADAPTERS[provider].documents(load_selections().get(provider, []), "key")
    assert documents
    assert all(document.address.startswith("https://") for document in documents)
    assert len({document.name for document in documents}) == len(documents)


def test_a_provider_that_wants_a_key_says_which(monkeypatch):
    monkeypatch.delenv("HETZNER_TOKEN", raising=False)
    status, _, err = run("--provider", "hetzner")
    assert status == 1
    assert "set HETZNER_TOKEN to ask this provider" in err
