"""The price book: what it holds, what it refuses, how old things are."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from advisor.costs.market import load_catalogue, market
from advisor.costs.prices import BOOKS, Provenance, editions, load_book, read_book
from advisor.decision.tables import BadData

ROOT = Path(__file__).parent.parent.parent
BOOK = load_book()


def test_the_committed_book_is_what_its_source_gives():
    """Every amount of the first edition can be traced to the YAML that names its source."""
    command = [sys.executable, "scripts/build_price_book.py", "--check"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_it_holds_the_eight_providers_and_no_others():
    providers = {price.provider for price in BOOK.prices.values()}
    assert providers == set(load_catalogue().names)
    assert len(providers) == 8


def test_what_has_no_identified_source_is_left_out_and_said():
    assert len(BOOK.left_out) == 14
    assert any(entry.startswith("do.lb ") for entry in BOOK.left_out)
    assert not set(BOOK.prices) & {entry.split()[0] for entry in BOOK.left_out}
    assert len(BOOK.missing) == 15


def test_every_market_names_only_entries_of_the_book():
    for provider, region in load_catalogue().markets:
        market(provider, region, BOOK)


def test_the_newest_exchange_rate_counts():
    assert BOOK.rate.as_of == date(2026, 10, 28)
    assert BOOK.rate.convert(BOOK.rate.usd_per_eur, "USD", "EUR") == 1


ENTRY = """edition = "2026-01-01"
missing = []
left_out = []
[[rates]]
usd_per_eur = 1.1
as_of = "2026-01-01"
source = "github:a/b c@d"
[prices."a.b"]
provider = "aws"
service = "EC2"
what = "a machine"
amount = 0.1
currency = "USD"
unit = "instance-hour"
region = "us-east-1"
source = "https://example.org/prices"
as_of = "2026-01-01"
confidence = "high"
kind = "general"
vcpu = 2
memory = 4
disk = 0
[allowances."a.free"]
provider = "aws"
service = "EC2"
what = "free traffic"
amount = 100
unit = "GB"
region = "global"
source = "https://example.org/prices"
as_of = "undated copy"
confidence = "low"
[people."salary"]
what = "a salary"
low = 1
typical = 2
unit = "USD/year"
source = "github:a/b salaries.csv@c"
as_of = "2025"
confidence = "medium"
"""


@pytest.fixture
def book_file(tmp_path):
    path = tmp_path / "2026-01-01.toml"
    path.write_text(ENTRY, "utf-8")
    return path


def test_a_sound_book_is_read(book_file):
    book = read_book(book_file)
    assert (len(book.prices), len(book.allowances), len(book.people)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('currency = "USD"\n', "", "[prices.a.b]: currency is missing"),
        ('currency = "USD"', 'currency = "GBP"', "unknown currency 'GBP'"),
        ('unit = "instance-hour"', 'unit = "instance-minute"', "unknown unit 'instance-minute'"),
        ('unit = "GB"', 'unit = "MB"', "[allowances.a.free]: unknown unit 'MB'"),
        ("amount = 0.1", 'amount = "0.1"', "amount must be a number"),
        ("amount = 0.1", "amount = -0.1", "amount must be a number of 0 or more"),
        ('source = "https://example.org/prices"', 'source = "source not identified (a report)"', "the source is not identified"),
        ('source = "https://example.org/prices"\n', "", "source is missing"),
        ('as_of = "2026-01-01"\nconfidence = "high"', 'confidence = "high"', "as_of is missing"),
        ('confidence = "high"', 'confidence = "sure"', "unknown confidence 'sure'"),
        ('kind = "general"', 'kind = "huge"', "unknown kind 'huge'"),
        ("vcpu = 2\n", "", "vcpu must be a number"),
        ("low = 1\ntypical = 2\n", "", "[people.salary]: needs at least one of low, typical and high"),
        ("typical = 2", "typical = 0.5", "in rising order"),
        ('[allowances."a.free"]', '[allowances."a.b"]', "the same id stands under two kinds: a.b"),
        ('[allowances."a.free"]', '[prices."a.b"]', "2026-01-01.toml: "),
        ('edition = "2026-01-01"', 'edition = "2026-01-02"', "edition must be 2026-01-01"),
        ("usd_per_eur = 1.1", "usd_per_eur = 0", "usd_per_eur must be a number above 0"),
        ('region = "us-east-1"', 'region = "us-east-1"\nregoin = "x"', "unknown key regoin"),
    ],
)  # fmt: skip
def test_what_lacks_something_is_refused_with_file_and_place(book_file, old, new, says):
    assert old in ENTRY
    book_file.write_text(ENTRY.replace(old, new, 1), "utf-8")
    with pytest.raises(BadData) as refusal:
        read_book(book_file)
    assert says in str(refusal.value)
    assert "2026-01-01.toml" in str(refusal.value)


@pytest.mark.parametrize(
    ("as_of", "age"),
    [
        ("2026-11-22", "current"),
        ("2026-08-24", "current"),
        ("2026-08-23", "old"),
        ("2025-11-22", "old"),
        ("2025-11-21", "stale"),
        ("2026-10-22 (wheel date)", "current"),
        ("2024-05", "stale"),
        ("undated copy", "undated"),
        ("2026 (page undated, titled 2026)", "undated"),
    ],
)
def test_a_price_is_old_after_90_days_and_stale_after_a_year_counted_from_the_edition(as_of, age):
    assert Provenance("https://example.org/", as_of, "high", "").age(date(2026, 11, 22)) == age


def test_an_unknown_edition_is_refused_with_the_known_ones():
    with pytest.raises(BadData, match=editions()[-1]):
        load_book("1999-01-01")
    assert (BOOKS / f"{editions()[-1]}.toml").exists()
