"""Makes a price book in TOML from advisor/data/sources/prices.yaml, where every amount stands with its source.

Run it with `python scripts/build_price_book.py`; equal input gives equal bytes, and a test compares them with the
committed book. It keeps what the bills can use, leaves out what has no identified source and says so, and reads the
size of a machine from its description, refusing a description that it does not understand.
"""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "advisor/data/sources/prices.yaml"
BOOKS = ROOT / "advisor/data/prices"

PROVIDERS = {
    "aws": "aws", "azure": "azure", "gcp": "gcp", "hetzner": "hetzner", "do": "digitalocean", "linode": "linode",
    "ovh": "ovh", "scaleway": "scaleway",
}  # fmt: skip
"""The first part of an id in the source -> the public key of the provider."""

ALLOWANCES = {
    "GB-free/month": "GB", "requests-free/month": "request", "GB-second-free/month": "GB-second",
    "vCPU-second-free/month": "vCPU-second", "GiB-second-free/month": "GiB-second", "credit/month": "USD",
    "TiB-included/month": "TiB",
}  # fmt: skip
"""Units of the source that are no prices but free grants, and the unit of what is granted."""

KINDS = {
    r"aws\.ec2\.t3\.": "burstable", r"aws\.ec2\.t4g\.": "arm", r"aws\.ec2\.m6i\.": "general",
    r"aws\.ec2\.m7i\.": "newest", r"azure\.vm\.standard_b": "burstable", r"azure\.vm\.standard_d.*_v5": "general",
    r"azure\.vm\.standard_d.*_v6": "newest", r"gcp\.gce\.e2-(small|medium)\.": "burstable",
    r"gcp\.gce\.e2-standard": "general", r"gcp\.gce\.n4": "newest", r"hetzner\.cloud\.cax": "arm",
    r"hetzner\.cloud\.cx": "general", r"hetzner\.cloud\.cpx11\.fsn1": "retired", r"hetzner\.cloud\.cpx": "newest",
    r"hetzner\.cloud\.ccx": "dedicated", r"do\.droplet": "general", r"linode\.g6-dedicated": "dedicated",
    r"linode\.g6-(nanode|standard)": "general", r"ovh\.d2": "burstable", r"ovh\.(b3|c3)": "general",
    r"scaleway\.(dev1|basic2)": "burstable", r"scaleway\.pro2": "general",
}  # fmt: skip
"""What sort of machine an id is: burstable and retired ones are not offered for sustained load."""

SHARED_CORES = {"gcp.gce.e2-medium": 2, "gcp.gce.e2-small": 2}
"""Shared-core machines whose description counts the guaranteed share; they may use two cores in turn."""

SIZE = re.compile(r"(?P<vcpu>[\d.]+) vCPU / (?P<memory>[\d.]+) Gi?B(?: / (?P<disk>\d+) GB)?")
TRAFFIC = re.compile(r"/ (?P<amount>[\d.]+) (?P<unit>GB|TB) egress")
UNIDENTIFIED = re.compile(r"source not identified( \([^)]*\))?")


def identified(source: str) -> bool:
    """Whether a source names somewhere that can be looked up."""
    return bool(re.search(r"\w+\.\w+/|https?://|github:|pypi", UNIDENTIFIED.sub("", source)))


def main() -> None:
    """Writes the book, or with --check fails if the committed one differs."""
    data = yaml.safe_load(SOURCE.read_text("utf-8"))
    edition = data["meta"]["compiled"]
    text = book(data, edition)
    path = BOOKS / f"{edition}.toml"
    if "--check" in sys.argv:
        sys.exit(None if path.read_text("utf-8") == text else f"{path.name} is not what {SOURCE.name} gives.")
    path.write_text(text, "utf-8")
    print(
        f"Wrote {path.relative_to(ROOT)}: {text.count('[prices.')} prices, {text.count('[allowances.')} allowances."
    )


def book(data: dict[str, Any], edition: str) -> str:
    """The whole book as TOML."""
    kept, left_out = [], []
    for entry in data["prices"]:
        provider = PROVIDERS.get(entry["id"].partition(".")[0])
        if provider is None:
            continue
        if not identified(entry["source"]):
            left_out.append(f"{entry['id']} ({entry['what']})")
            continue
        kept.append((provider, entry))
    parts = [
        f"# Made by scripts/build_price_book.py from {SOURCE.name}; do not edit.",
        "# Amounts are list prices, net of VAT, in the currency of their source.",
        "",
        f"edition = {quoted(edition)}",
        listed("missing", data["missing"]),
        listed("left_out", left_out),
    ]
    for rate in data["meta"]["fx"]:
        parts += ["", "[[rates]]", f"usd_per_eur = {number(rate['rate'])}", f"as_of = {quoted(rate['date'])}"]
        parts += [f"source = {quoted(rate['source'])}"]
    for provider, entry in kept:
        parts += ["", *(allowance(provider, entry) if entry["unit"] in ALLOWANCES else price(provider, entry))]
    for entry in data["people"]:
        parts += ["", *person(entry)]
    return "\n".join(parts) + "\n"


def price(provider: str, entry: dict[str, Any]) -> list[str]:
    """A price, with the size of the machine where it is one."""
    facts = {
        "provider": provider,
        "service": entry["service"],
        "what": entry["what"],
        "amount": entry["amount"],
        "currency": entry["currency"],
        "unit": entry["unit"],
        "region": entry["region"],
    }
    return [f"[prices.{quoted(entry['id'])}]", *fields(facts | provenance(entry)), *machine(entry)]


def allowance(provider: str, entry: dict[str, Any]) -> list[str]:
    """A free grant or included volume."""
    facts = {
        "provider": provider,
        "service": entry["service"],
        "what": entry["what"],
        "amount": entry["amount"],
        "unit": ALLOWANCES[entry["unit"]],
        "region": entry["region"],
    }
    return [f"[allowances.{quoted(entry['id'])}]", *fields(facts | provenance(entry))]


def person(entry: dict[str, Any]) -> list[str]:
    """A salary, multiplier or published effort."""
    facts = {key: entry[key] for key in ("what", "low", "typical", "high", "unit")} | provenance(entry)
    return [f"[people.{quoted(entry['id'])}]", *fields(facts)]


def provenance(entry: dict[str, Any]) -> dict[str, Any]:
    """Where an amount comes from, how old it is and how sure."""
    keys = ("source", "as_of", "confidence", "source_license", "note")
    return {key: entry[key] for key in keys if entry.get(key)}


def machine(entry: dict[str, Any]) -> list[str]:
    """vCPU, GiB, sort, included disk and traffic of a machine; nothing for other prices."""
    kind = next((kind for pattern, kind in KINDS.items() if re.match(pattern, entry["id"])), None)
    if kind is None:
        return []
    size = SIZE.search(entry["what"])
    if size is None:
        sys.exit(f"{entry['id']}: the size of the machine cannot be read from {entry['what']!r}")
    shared = next((cores for start, cores in SHARED_CORES.items() if entry["id"].startswith(start)), None)
    facts: dict[str, Any] = {"kind": kind, "vcpu": shared or Decimal(size["vcpu"]), "memory": Decimal(size["memory"])}
    facts["disk"] = int(size["disk"] or 0)
    if traffic := TRAFFIC.search(entry["what"]):
        facts["traffic"] = Decimal(traffic["amount"]) * (1000 if traffic["unit"] == "TB" else 1)
    return fields(facts)


def fields(facts: dict[str, Any]) -> list[str]:
    """Lines of a TOML table; what is None is left out."""
    return [
        f"{key} = {quoted(value) if isinstance(value, str) else number(value)}"
        for key, value in facts.items()
        if value is not None
    ]


def number(value: Any) -> str:
    """A number as TOML writes it, without an exponent."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text and not isinstance(value, float) else text


def quoted(text: str) -> str:
    """A TOML string."""
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def listed(key: str, values: list[str]) -> str:
    """A TOML list of strings, one a line."""
    return f"{key} = [\n" + "".join(f"    {quoted(value)},\n" for value in values) + "]"


if __name__ == "__main__":
    main()
