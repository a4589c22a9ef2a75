"""The reference of the API for readers, laid out from the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from advisor.api.problems import KINDS


@dataclass(frozen=True)
class Parameter:
    """A key of a query: what it means and what it takes, in words."""

    name: str
    says: str
    takes: str


@dataclass(frozen=True)
class Field:
    """A value in an answer, with the path that leads to it."""

    path: str
    kind: str
    says: str


@dataclass(frozen=True)
class Operation:
    """One method at one address, with a line for the shell that tries it."""

    id: str
    method: str
    path: str
    summary: str
    says: str
    parameters: tuple[Parameter, ...]
    fields: tuple[Field, ...]
    returns: str
    command: str


TRIED = {
    "advice": "?services=3-9&team=4-10&ops=none",
    "prices": "?show=hetzner",
    "compare": "?a=team%3D2-3%26services%3D2&b=team%3D11-40%26services%3D10-29",
}
BATCH = """printf '%s\\n' '{{"services": "3-9"}}' '{{"team": "1"}}' |
  curl --data-binary @- --header 'Content-Type: application/jsonl' '{}'"""


class ReferencePage:
    """Everything that the reference page prints."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.info = document["info"]
        self.origin = document["servers"][0]["url"]
        self.schemas = document["components"]["schemas"]
        self.operations = [
            self._operation(path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ]
        self.problems = [(kind, *KINDS[kind]) for kind in KINDS]
        self.problem_fields = tuple(self._fields(self.schemas["Problem"]))

    def _operation(self, path: str, method: str, operation: dict[str, Any]) -> Operation:
        (answer, *_) = operation["responses"]["200"]["content"].values()
        address = f"{self.origin}{path}{TRIED.get(operation['operationId'], '')}"
        return Operation(
            id=operation["operationId"],
            method=method.upper(),
            path=path,
            summary=operation["summary"],
            says=operation.get("description", ""),
            parameters=tuple(
                Parameter(each["name"], each["description"], _takes(each["schema"]))
                for each in operation.get("parameters", ())
            ),
            fields=tuple(self._fields(answer["schema"])),
            returns=operation["responses"]["200"]["description"],
            command=BATCH.format(address) if method == "post" else f"curl '{address}'",
        )

    def _fields(self, schema: dict[str, Any], path: str = "") -> Iterator[Field]:
        """Every value below a schema, depth first."""
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        for name, value in schema.get("properties", {}).items():
            yield from self._field(value, f"{path}.{name}" if path else name)

    def _field(self, schema: dict[str, Any], path: str) -> Iterator[Field]:
        yield Field(path, _kind(schema), schema.get("description", ""))
        if "items" in schema:
            yield from self._fields(schema["items"], f"{path}[]")
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from self._fields(schema["additionalProperties"], f"{path}.*")
        else:
            yield from self._fields(schema, path)


def _kind(schema: dict[str, Any]) -> str:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if kinds == ["array"]:
        return f"list of {_kind(schema['items'])}s"
    return " or ".join(kinds)


def _takes(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if schema["type"] == "string":
        return f"a text of up to {schema['maxLength']:,} characters" if "maxLength" in schema else "see its meaning"
    return f"{schema['minimum']:,} to {schema['maximum']:,}" + (", whole" if schema["type"] == "integer" else "")
