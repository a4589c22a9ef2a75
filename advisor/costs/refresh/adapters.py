"""An adapter for each provider: the documents to fetch, and how prices are read out of the saved answers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from advisor.costs.refresh.quotes import (
    AnswerRefused,
    Document,
    Quote,
    Selection,
    amount,
    expect,
    pages,
    same_unit,
    saved,
)

NANO = Decimal("1e-9")
RATE_ID = "usd_per_eur"


@dataclass(frozen=True)
class Adapter:
    """How one provider is asked and understood; `key` names the environment variable with its key, if any."""

    documents: Callable[[list[Selection], str], list[Document]]
    parse: Callable[[Path, list[Selection], str], Iterator[Quote]]
    key: str = ""


# --- AWS: one CSV for each offer and region; the first five rows are about the file, the sixth names the columns


def aws_documents(selections: list[Selection], key: str) -> list[Document]:
    names = dict.fromkeys(selection.document for selection in selections)
    base = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws"
    return [
        Document(name, f"{base}/{name.split('_')[0]}/current/{name.split('_')[1]}/index.csv", suffix="csv")
        for name in names
    ]


def aws_parse(folder: Path, selections: list[Selection], today: str) -> Iterator[Quote]:
    for name in dict.fromkeys(selection.document for selection in selections):
        wanted = [selection for selection in selections if selection.document == name]
        yield from _aws_file(saved(folder, name, "csv")[0], name, wanted)


def _aws_file(path: Path, name: str, wanted: list[Selection]) -> Iterator[Quote]:
    """Reads row by row: the file of EC2 has hundreds of megabytes."""
    with path.open(encoding="utf-8", newline="") as file:
        head = dict(row[:2] for row in (next(csv.reader([file.readline()]), []) for _ in range(5)) if len(row) > 1)
        published = head.get("Publication Date", "")[:10]
        rows = csv.DictReader(file)
        if not published or "PricePerUnit" not in (rows.fieldnames or []):
            raise AnswerRefused(f"{path.name} is not a price list: no publication date or no column PricePerUnit")
        for row in rows:
            for selection in wanted:
                for id, value in selection.prices.items():
                    columns = {**selection.match, **(value if isinstance(value, dict) else {selection.by: value})}
                    if all(row.get(column) == text for column, text in columns.items()):
                        same_unit(row["Unit"], selection, id)
                        price = amount(row["PricePerUnit"], id) * selection.times
                        yield Quote(id, price, row["Currency"], published, f"https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{name.replace('_', '/current/')}/index.csv")  # fmt: skip  # noqa: E501


# --- Azure: Retail Prices API, paged

AZURE = "https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview&currencyCode=USD&$filter="


def azure_documents(selections: list[Selection], key: str) -> list[Document]:
    return [
        Document(
            selection.document, AZURE + selection.facts["filter"], next_page=lambda body: body.get("NextPageLink")
        )
        for selection in selections
    ]


def azure_parse(folder: Path, selections: list[Selection], today: str) -> Iterator[Quote]:
    for selection in selections:
        for body in pages(folder, selection.document):
            for item in expect(body, "Items"):
                for id, value in selection.prices.items():
                    columns = {**selection.match, **(value if isinstance(value, dict) else {selection.by: value})}
                    unwanted = ("Windows", "Spot", "Low Priority")
                    name = f"{item.get('productName', '')} {item.get('skuName', '')}"
                    if all(item.get(key) == text for key, text in columns.items()) and not any(
                        word in name for word in unwanted
                    ):
                        same_unit(expect(item, "unitOfMeasure"), selection, id)
                        price = amount(expect(item, "retailPrice"), id) * selection.times
                        day = str(expect(item, "effectiveStartDate"))[:10]
                        yield Quote(
                            id, price, expect(item, "currencyCode"), max(day, today), AZURE + selection.document
                        )


# --- OVH: one catalogue; prices in hundred-millionths of a euro, an hour


def ovh_documents(selections: list[Selection], key: str) -> list[Document]:
    return [Document("catalogue", "https://api.ovh.com/v1/order/catalog/public/cloud?ovhSubsidiary=DE")]


def ovh_parse(folder: Path, selections: list[Selection], today: str) -> Iterator[Quote]:
    (body,) = pages(folder, "catalogue")
    currency = expect(body, "locale", "currencyCode")
    plans = {addon.get("planCode"): addon for addon in expect(body, "addons")}
    for selection in selections:
        for id, code in selection.prices.items():
            pricing = next(iter((plans.get(code) or {}).get("pricings") or []), None)
            if pricing:
                price = amount(expect(pricing, "price"), id) / 100_000_000 * selection.times
                yield Quote(id, price, currency, today, "https://api.ovh.com/v1/order/catalog/public/cloud (DE)")


# --- Scaleway: public catalogue, paged; units and billionths

SCALEWAY = "https://api.scaleway.com/product-catalog/v2alpha1/public-catalog/products?page_size=1000&page="


def scaleway_documents(selections: list[Selection], key: str) -> list[Document]:
    def next_page(body: Mapping[str, Any]) -> str | None:
        page = int(body.get("page", 1))
        return f"{SCALEWAY}{page + 1}" if len(body.get("products", [])) == 1000 else None

    return [Document("products", f"{SCALEWAY}1", next_page=next_page)]


def scaleway_parse(folder: Path, selections: list[Selection], today: str) -> Iterator[Quote]:
    for body in pages(folder, "products"):
        by_sku = {product.get("sku"): product for product in expect(body, "products")}
        for selection in selections:
            for id, sku in selection.prices.items():
                if product := by_sku.get(sku):
                    same_unit(str(expect(product, "unit_of_measure", "unit")), selection, id)
                    retail = expect(product, "price", "retail_price")
                    whole, part = amount(retail.get("units", 0), id), amount(retail.get("nanos", 0), id)
                    price = (whole + part * NANO) * selection.times
                    yield Quote(id, price, expect(retail, "currency_code"), today, SCALEWAY + "1")


# --- Hetzner: net prices for each location; wants a token


def hetzner_documents(selections: list[Selection], key: str) -> list[Document]:
    headers = {"Authorization": f"Bearer {key}"}
    return [Document("pricing", "https://api.hetzner.cloud/v1/pricing", headers)]


def hetzner_parse(folder: Path, selections: list[Selection], today: str) -> Iterator[Quote]:
    (body,) = pages(folder, "pricing")
    pricing = expect(body, "pricing")
    for selection in selections:
        for id, value in selection.prices.items():
            found = _hetzner_price(pricing, selection.facts["list"], value, selection.match["location"])
            if found is not None:
                price = amount(found, id) * selection.times
                yield Quote(id, price, expect(pricing, "currency"), today, "https://api.hetzner.cloud/v1/pricing")


def _hetzner_price(pricing: Any, listed: str, name: str, location: str) -> Any:
    if listed == "volume":
        return expect(pricing, "volume", "price_per_gb_month", "net")
    for entry in expect(pricing, listed):
        if name in {entry.get("name"), entry.get("type")}:
            for price in expect(entry, "prices"):
                if price.get("location") == location:
                    return expect(price, "price_monthly", "net")
    return None


# --- DigitalOcean: droplet sizes, paged; wants a token


def digitalocean_documents(selections: list[Selection], key: str) -> list[Document]:
    headers = {"Authorization": f"Bearer {key}"}
    address = "https://api.digitalocean.com/v2/sizes?per_page=200"
    return [Document("sizes", address, headers, lambda body: body.get("links", {}).get("pages", {}).get("next"))]


def digitalocean_parse(folder: Path, selections: list[Selection], today: str) -> Iterator[Quote]:
    for body in pages(folder, "sizes"):
        by_slug = {size.get("slug"): size for size in expect(body, "sizes")}
        for selection in selections:
            for id, slug in selection.prices.items():
                if slug in by_slug:
                    price = amount(expect(by_slug[slug], "price_monthly"), id)
                    yield Quote(id, price, "USD", today, "https://api.digitalocean.com/v2/sizes")


# --- Linode: a list for each kind of thing, paged


def linode_documents(selections: list[Selection], key: str) -> list[Document]:
    def paged(address: str) -> Callable[[Mapping[str, Any]], str | None]:
        def next_page(body: Mapping[str, Any]) -> str | None:
            page, last = int(body.get("page", 1)), int(body.get("pages", 1))
            return f"{address}?page={page + 1}" if page < last else None

        return next_page

    addresses = {s.document: f"https://api.linode.com/v4/{s.facts['path']}" for s in selections}
    return [Document(name, address, next_page=paged(address)) for name, address in addresses.items()]


def linode_parse(folder: Path, selections: list[Selection], today: str) -> Iterator[Quote]:
    for selection in selections:
        for body in pages(folder, selection.document):
            by_id = {entry.get("id"): entry for entry in expect(body, "data")}
            for id, value in selection.prices.items():
                name, nodes = value if isinstance(value, list) else (value, None)
                if name in by_id:
                    price = amount(_linode_price(by_id[name], nodes, selection.by or "monthly"), id)
                    yield Quote(id, price, "USD", today, f"https://api.linode.com/v4/{selection.facts['path']}")


def _linode_price(entry: Any, nodes: int | None, key: str) -> Any:
    if nodes is None:
        return expect(entry, "price", key)
    for cluster in expect(entry, "engines", "postgresql"):
        if cluster.get("quantity") == nodes:
            return expect(cluster, "price", key)
    raise AnswerRefused(f"{entry.get('id')}: there is no PostgreSQL with {nodes} nodes")


# --- Google: Cloud Billing Catalog, paged; a machine is cores and memory; wants a key


def gcp_documents(selections: list[Selection], key: str) -> list[Document]:
    def paged(address: str) -> Callable[[Mapping[str, Any]], str | None]:
        return lambda body: f"{address}&pageToken={body['nextPageToken']}" if body.get("nextPageToken") else None

    base = "https://cloudbilling.googleapis.com/v1/services"
    addresses = {s.document: f"{base}/{s.facts['service']}/skus?pageSize=5000&key={key}" for s in selections}
    return [Document(name, address, next_page=paged(address)) for name, address in addresses.items()]


def gcp_parse(folder: Path, selections: list[Selection], today: str) -> Iterator[Quote]:
    for selection in selections:
        by_description = {
            sku.get("description"): sku
            for body in pages(folder, selection.document)
            for sku in expect(body, "skus")
            if selection.match["region"] in sku.get("serviceRegions", [])
            and expect(sku, "category").get("usageType") == "OnDemand"
        }
        for id, parts in selection.prices.items():
            if set(parts) <= set(by_description):
                price = sum(
                    (_gcp_unit(by_description[name], selection, id) * times for name, times in parts.items()),
                    Decimal(0),
                )
                yield Quote(id, price * selection.times, "USD", today, "https://cloudbilling.googleapis.com/v1/services/" + selection.facts["service"])  # fmt: skip  # noqa: E501


def _gcp_unit(sku: Any, selection: Selection, id: str) -> Decimal:
    """The first paid tier of a SKU."""
    expression = expect(expect(sku, "pricingInfo")[0], "pricingExpression")
    same_unit(expect(expression, "usageUnit"), selection, id)
    for tier in expect(expression, "tieredRates"):
        unit = expect(tier, "unitPrice")
        price = amount(unit.get("units", 0), id) + amount(unit.get("nanos", 0), id) * NANO
        if price:
            return price
    raise AnswerRefused(f"{id}: {sku.get('description')} has no paid tier")


# --- The European Central Bank's reference rate


def ecb_documents(selections: list[Selection], key: str) -> list[Document]:
    address = "https://data-api.ecb.europa.eu/service/data/EXR/D.USD.EUR.SP00.A?format=jsondata&lastNObservations=1"
    return [Document("rate", address)]


def ecb_parse(folder: Path, selections: list[Selection], today: str) -> Iterator[Quote]:
    (body,) = pages(folder, "rate")
    try:
        (series,) = body["dataSets"][0]["series"].values()
        position, (rate, *_) = max(series["observations"].items(), key=lambda entry: int(entry[0]))
        days = body["structure"]["dimensions"]["observation"][0]["values"]
        day = days[int(position)]["id"]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise AnswerRefused(f"the answer of the ECB has another shape: {error!r}") from error
    yield Quote(RATE_ID, amount(rate, RATE_ID), "USD", day, "https://data-api.ecb.europa.eu EXR/D.USD.EUR.SP00.A")


ADAPTERS = {
    "aws": Adapter(aws_documents, aws_parse),
    "azure": Adapter(azure_documents, azure_parse),
    "ovh": Adapter(ovh_documents, ovh_parse),
    "scaleway": Adapter(scaleway_documents, scaleway_parse),
    "linode": Adapter(linode_documents, linode_parse),
    "hetzner": Adapter(hetzner_documents, hetzner_parse, key="HETZNER_TOKEN"),
    "digitalocean": Adapter(digitalocean_documents, digitalocean_parse, key="DIGITALOCEAN_TOKEN"),
    "gcp": Adapter(gcp_documents, gcp_parse, key="GCP_API_KEY"),
    "ecb": Adapter(ecb_documents, ecb_parse),
}
