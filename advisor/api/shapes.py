"""Short ways to write JSON Schema: what a value is, and what it means."""

from __future__ import annotations

from typing import Any

type Schema = dict[str, Any]


def text(says: str, **more: Any) -> Schema:
    """A string."""
    return {"type": "string", "description": says, **more}


def whole(says: str) -> Schema:
    """A whole number."""
    return {"type": "integer", "description": says}


def truth(says: str) -> Schema:
    """True or false."""
    return {"type": "boolean", "description": says}


def listed(items: Schema, says: str) -> Schema:
    """A list of equal things."""
    return {"type": "array", "items": items, "description": says}


def texts(says: str) -> Schema:
    """A list of strings."""
    return listed({"type": "string"}, says)


def by_key(values: Schema, says: str) -> Schema:
    """An object whose keys are public keys, all of whose values are alike."""
    return {"type": "object", "additionalProperties": values, "description": says}


def thing(says: str, /, **properties: Schema) -> Schema:
    """An object that always has all of these; new versions may add more."""
    return {"type": "object", "description": says, "properties": properties, "required": list(properties)}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}
