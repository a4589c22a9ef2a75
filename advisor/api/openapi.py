"""The description of the API in OpenAPI 3.1, written from its declarations."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from advisor.api import schemas
from advisor.api.batch import LINES, MEDIA_TYPES, MEGABYTES
from advisor.api.endpoints import ENDPOINTS, Endpoint, Key
from advisor.api.problems import KINDS
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.limits import NONE as NO_LIMIT
from advisor.decision.loading import load_model

ABOUT = (
    "The advice of “Do you need Kubernetes?” for programs. Every answer is a function of its address and of the data "
    "of an edition: nothing is stored, nothing needs a key, and an address that names its editions answers the same "
    "for ever. Any site may ask. Keys are never renamed; answers may gain keys."
)
KEPT = {
    "ETag": {"description": "Send it back as If-None-Match.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "How long it may be kept.", "schema": {"type": "string"}},
}


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Do you need Kubernetes?", "version": "1", "description": ABOUT},
        "servers": [{"url": settings.ADVISOR_ORIGIN}],
        "paths": {f"/api/v1/{endpoint.name}": _path(endpoint) for endpoint in ENDPOINTS.values()},
        "components": {
            "schemas": {
                **{endpoint.shape: endpoint.schema for endpoint in ENDPOINTS.values()},
                "Sheet": sheet(),
                "Problem": schemas.PROBLEM,
            },
            "responses": {kind: _problem(kind) for kind in KINDS},
        },
    }  # fmt: skip


def sheet() -> dict[str, Any]:
    """A line of a batch: the same keys as in the query."""
    properties = {key.name: {**key.schema, "description": key.says} for key in ENDPOINTS["advice"].keys}
    several = {"type": "array", "items": {"type": "string", "enum": [*load_model().limits.limits, NO_LIMIT]}}
    properties[LIMITS] = {"description": properties[LIMITS]["description"], "anyOf": [properties[LIMITS], several]}
    return {
        "type": "object",
        "description": "A line of a batch.",
        "properties": properties,
        "additionalProperties": False,
    }


def _path(endpoint: Endpoint) -> dict[str, Any]:
    get = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [_parameter(key) for key in endpoint.keys],
        "responses": {
            "200": {
                "description": endpoint.schema["description"],
                "headers": KEPT,
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{endpoint.shape}"}}},
            },
            "304": {"description": "It is what If-None-Match names."},
            **_problems("invalid-query", "not-acceptable"),
        },
    }
    return {"get": get, "post": _batch(endpoint)} if endpoint.batch else {"get": get}


def _parameter(key: Key) -> dict[str, Any]:
    return {"name": key.name, "in": "query", "description": key.says, "required": key.required, "schema": key.schema}


def _batch(endpoint: Endpoint) -> dict[str, Any]:
    lines = {"type": "string", "minLength": 1, "description": "One Sheet a line."}
    answer = {"type": "string", "description": f"One {endpoint.shape} or Problem a line."}
    return {
        "operationId": f"{endpoint.name}-batch",
        "summary": f"The advice for up to {LINES:,} sheets at once",
        "description": (
            f"JSON lines: one object a line, at most {LINES:,} lines and {MEGABYTES} MB, in UTF-8. Answers come as "
            "they are made, one line for each line, in the same order; a line that cannot be used is answered in its "
            "place with a problem that has its number in line."
        ),
        "requestBody": {"required": True, "content": {name: {"schema": lines} for name in MEDIA_TYPES}},
        "responses": {
            "200": {
                "description": answer["description"],
                "content": {name: {"schema": answer} for name in MEDIA_TYPES},
            },
            **_problems("invalid-body", "not-acceptable", "too-large", "unsupported-media-type"),
        },
    }  # fmt: skip


def _problems(*kinds: str) -> dict[str, Any]:
    return {str(KINDS[kind][0]): {"$ref": f"#/components/responses/{kind}"} for kind in kinds}


def _problem(kind: str) -> dict[str, Any]:
    _, title, means = KINDS[kind]
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": f"{title}. {means}", "content": content}
