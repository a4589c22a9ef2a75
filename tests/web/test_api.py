"""The API: what it answers, what it refuses and how, who may ask, and what may be kept."""

import json
from urllib.parse import urlencode

import jsonschema_rs
import pytest
from django.test import Client

from advisor.api import content
from advisor.api.batch import LINES
from advisor.api.endpoints import ENDPOINTS
from advisor.api.openapi import document
from advisor.api.openapi import sheet as sheet_schema
from advisor.api.problems import KINDS
from advisor.costs.inputs import keys as input_keys
from advisor.decision.growth import factor_keys
from advisor.decision.model import UNSURE
from tests.report.situations import SITUATIONS, generated
from tests.sheets import MODEL, sheet

ASKED = {"compare": "?a=team%3D1&b=team%3D11-40%26ops%3Dcrew"}
GET = [f"/api/v1/{name}{ASKED.get(name, '')}" for name in ENDPOINTS]
QUERY = urlencode(sheet())


def strict(schema):
    """The same schema without room for keys that it does not name."""
    if isinstance(schema, dict):
        closed = {key: strict(value) for key, value in schema.items()}
        if "properties" in closed and "additionalProperties" not in closed:
            closed["additionalProperties"] = False
        return closed
    return [strict(each) for each in schema] if isinstance(schema, list) else schema


def batch(body, **headers):
    return Client().post(
        "/api/v1/advice", body, content_type=headers.pop("content_type", "application/jsonl"), headers=headers
    )


def lines(response):
    assert response.status_code == 200
    assert response.streaming
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


@pytest.mark.parametrize("name", ENDPOINTS)
def test_every_answer_has_exactly_the_keys_of_its_description(name):
    jsonschema_rs.validate(
        strict(ENDPOINTS[name].schema), Client().get(f"/api/v1/{name}{ASKED.get(name, '')}").json()
    )


@pytest.mark.parametrize("seed", range(3))
def test_every_advice_has_exactly_the_keys_of_its_description(seed):
    check = jsonschema_rs.validator_for(strict(ENDPOINTS["advice"].schema))
    for asked in [*generated(seed, 15), *SITUATIONS.values()]:
        check.validate(json.loads(json.dumps(content(asked))))


@pytest.mark.parametrize("query", [QUERY, "ops=none&provider=hetzner&region=eu", "", "x=1", "team=5"])
def test_the_page_s_twin_has_the_same_bytes(query):
    api, twin = Client().get(f"/api/v1/advice?{query}"), Client().get(f"/advice.json?{query}")
    assert (api.status_code, api.content) == (twin.status_code, twin.content)


def test_the_description_takes_every_question_and_input_with_its_values():
    parameters = {p["name"]: p["schema"] for p in document()["paths"]["/api/v1/advice"]["get"]["parameters"]}
    assert list(parameters) == [
        *MODEL.questions,
        "limits",
        "today",
        *input_keys(),
        *factor_keys(MODEL),
        "edition",
        "prices",
    ]
    for key, question in MODEL.questions.items():
        assert parameters[key]["enum"] == [*question.options, UNSURE]
    assert set(sheet_schema()["properties"]) == set(parameters)


def test_the_description_is_openapi_3_1_and_every_reference_leads_somewhere():
    found = Client().get("/api/v1/openapi.json").json()
    assert found == document()
    assert found["openapi"] == "3.1.0"
    text = json.dumps(found)
    for name in ("Advice", "Questions", "Problem"):
        assert f'"#/components/schemas/{name}"' in text
    for reference in {part.split('"')[0] for part in text.split('"$ref": "#/')[1:]}:
        place = found
        for step in reference.split("/"):
            place = place[step]
    jsonschema_rs.meta.validate(found["components"]["schemas"]["Advice"])


def test_questions_alternatives_prices_and_editions_say_what_the_model_holds():
    get = Client().get
    assert [q["key"] for q in get("/api/v1/questions").json()["questions"]] == list(MODEL.questions)
    assert [a["key"] for a in get("/api/v1/alternatives").json()["alternatives"]] == list(MODEL.alternatives)
    book = SITUATIONS["team"].book
    prices = get("/api/v1/prices").json()
    assert [p["id"] for p in prices["prices"]] == list(book.prices)
    assert [p["id"] for p in prices["people"]] == list(book.people)
    assert {p["provider"] for p in get("/api/v1/prices?show=hetzner").json()["prices"]} == {"hetzner"}
    assert get("/api/v1/editions").json() == {
        "models": [{"edition": MODEL.edition, "current": True, "model": MODEL.digest}],
        "prices": [{"edition": book.edition, "current": True}],
    }


# --- who may ask, and what may be kept -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*GET, "/api/v1/openapi.json", "/api/v1/advice?x=1", "/api/v1/nowhere", "/advice.json"]
)
def test_any_site_may_read_answers_and_problems(path):
    response = Client().get(path, headers={"Origin": "https://docs.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/v1/advice", "GET, HEAD, OPTIONS, POST"),
        ("/api/v1/prices", "GET, HEAD, OPTIONS"),
        ("/api/v1/openapi.json", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_browser_that_asks_beforehand_is_told_what_it_may_send(path, methods):
    response = Client().options(
        path, headers={"Origin": "https://docs.example", "Access-Control-Request-Method": "POST"}
    )
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == response["Access-Control-Allow-Methods"] == methods
    assert response["Access-Control-Allow-Headers"] == "Content-Type, If-None-Match"


@pytest.mark.parametrize("path", [*GET, "/api/v1/openapi.json"])
def test_what_has_not_changed_is_not_sent_again(path):
    first = Client().get(path)
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == first["Cache-Control"]
    assert Client().get(path, headers={"If-None-Match": '"other"'}).content == first.content
    assert Client().get(path, headers={"If-Match": '"other"'}).status_code == 412


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("advice", "public, max-age=300, stale-while-revalidate=86400, stale-if-error=86400"),
        ("questions", "public, max-age=300, stale-while-revalidate=86400, stale-if-error=86400"),
        ("prices", "public, max-age=3600"),
        ("openapi.json", "public, max-age=3600"),
        ("nowhere", "no-store"),
        ("advice?x=1", "no-store"),
    ],
)
def test_how_long_it_may_be_kept(path, kept):
    assert Client().get(f"/api/v1/{path}")["Cache-Control"] == kept


def test_the_etag_changes_with_answers_editions_inputs_origin_and_build(settings, monkeypatch):
    tags = {Client().get(f"/api/v1/advice?{query}")["ETag"] for query in (QUERY, "ops=none", "ops=none&horizon=12")}
    assert len(tags) == 3
    settings.ADVISOR_ORIGIN = "https://other.example"
    tags.add(Client().get(f"/api/v1/advice?{QUERY}")["ETag"])
    monkeypatch.setattr("advisor.production.keeping.build", lambda: "another")
    tags.add(Client().get(f"/api/v1/advice?{QUERY}")["ETag"])
    assert len(tags) == 5


def test_an_answer_names_its_permalink():
    response = Client().get("/api/v1/advice?ops=none")
    assert response["Link"] == f'<{response.json()["permalink"]}>; rel="canonical"'


# --- problems ------------------------------------------------------------------------------------------------------


def problem(response, status, kind):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == status
    assert found["title"] == KINDS[kind][1]
    assert found["type"] == f"https://advisor.test/api/#problem-{kind}"
    assert found["detail"]
    jsonschema_rs.validate(strict(document()["components"]["schemas"]["Problem"]), found)
    return found


def test_a_wrong_query_names_every_key_with_what_it_takes():
    found = problem(
        Client().get("/api/v1/advice?team=5&horizon=0&edition=1999-01-01&colour=red&ops=one&ops=none&salary="),
        400,
        "invalid-query",
    )
    invalid = {entry.pop("key"): entry for entry in found["invalid"]}
    assert set(invalid) == set(found["errors"]) == {"team", "horizon", "edition", "colour", "ops", "salary"}
    assert invalid["team"]["allowed"] == [*MODEL.questions["team"].options, UNSURE]
    assert (invalid["horizon"]["minimum"], invalid["horizon"]["maximum"]) == ("1", "120")
    assert invalid["edition"]["allowed"] == [MODEL.edition]
    assert invalid["colour"]["keys"][:2] == ["services", "targets"]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/api/v1/questions?services=1", "services"),
        ("/api/v1/editions?edition=2026-11-24", "edition"),
        ("/api/v1/prices?show=bob", "show"),
        ("/api/v1/alternatives?at=team", "at"),
    ],
)
def test_a_key_that_an_address_does_not_take_is_refused_there(path, key):
    assert set(problem(Client().get(path), 400, "invalid-query")["errors"]) == {key}


@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/nowhere", "/api/v1/questions/", "/api/v2/advice", "/api/x/y/z"]
)
def test_an_address_that_is_none_is_a_problem_that_names_those_there_are(path):
    assert "/api/v1/advice" in problem(Client().get(path), 404, "not-found")["allowed"]


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/api/v1/advice", "put"),
        ("/api/v1/questions", "post"),
        ("/api/v1/prices", "delete"),
        ("/api/v1/openapi.json", "patch"),
    ],
)
def test_other_methods_are_refused_with_those_that_are_allowed(path, method):
    response = getattr(Client(), method)(path)
    assert problem(response, 405, "method-not-allowed")["allowed"] == response["Allow"].split(", ")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/json;q=0"])
def test_a_reader_who_does_not_want_json_is_told_that_there_is_nothing_else(accept):
    response = Client().get("/api/v1/advice", headers={"Accept": accept})
    assert problem(response, 406, "not-acceptable")["allowed"] == ["application/json"]


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/*",
        "application/json",
        "text/html, application/json;q=0.5",
        "application/problem+json, application/json",
    ],
)
def test_a_reader_who_takes_json_gets_it(accept):
    assert Client().get("/api/v1/advice", headers={"Accept": accept}).status_code == 200


def test_a_failure_of_ours_is_a_problem_too_and_tells_no_secret(monkeypatch):
    def fail(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr("advisor.api.plain.advice_for", fail)
    response = Client(raise_request_exception=False).get("/api/v1/advice")
    problem(response, 500, "internal-error")
    assert b"secret" not in response.content


def test_a_tracking_key_is_a_problem_and_no_redirect():
    assert set(problem(Client().get("/api/v1/advice?utm_source=x"), 400, "invalid-query")["errors"]) == {"utm_source"}


# --- batches -------------------------------------------------------------------------------------------------------


def test_a_batch_answers_each_line_in_its_place():
    sent = [
        sheet(),
        {"ops": "none", "provider": "hetzner", "region": "eu", "horizon": 12},
        {"team": "5"},
        {"vcpu": 2.5},
    ]
    found = lines(batch("\n".join(map(json.dumps, sent))))
    for number, given in ((0, sent[0]), (1, sent[1]), (3, sent[3])):
        assert found[number] == Client().get(f"/api/v1/advice?{urlencode(given)}").json()
    assert (found[2]["line"], found[2]["status"]) == (3, 400)
    assert found[2]["invalid"][0]["allowed"] == [*MODEL.questions["team"].options, UNSURE]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "This line is not JSON"),
        ("no json", "This line is not JSON"),
        ("[]", "must be a JSON object"),
        ("[" * 100_000, "nested too deep"),
        ('{"team": "1", "team": "2-3"}', "given more than once"),
        ('{"team": null}', "must be a string or a number"),
        ('{"team": true}', "must be a string or a number"),
        ('{"horizon": 1e99999}', "give a number from 1 to 120"),
        ('{"horizon": NaN}', "must be a string or a number"),
        ('{"\\ud800": "1"}', "is not a question"),
        ('{"show": "hetzner"}', "is not a question"),
        ('{"edition": "1999-01-01"}', "There is no edition"),
    ],
)  # fmt: skip
def test_a_bad_line_is_answered_with_its_number_and_the_next_one_all_the_same(line, says):
    bad, good = lines(batch(f'{line}\n{{"ops": "none"}}'))
    assert bad["line"] == 1
    assert says in bad["detail"]
    assert good["answers"]["ops"] == "none"


def test_the_answers_come_while_the_rest_is_still_to_be_made(monkeypatch):
    made = []
    monkeypatch.setattr("advisor.api.batch.content", lambda query: made.append(query) or {})
    stream = iter(batch("{}\n{}\n{}").streaming_content)
    next(stream)
    assert len(made) == 1


def test_a_thousand_lines_are_answered_and_one_more_is_too_many(monkeypatch):
    monkeypatch.setattr("advisor.api.batch.content", lambda query: {})
    assert len(lines(batch("{}\n" * LINES))) == LINES == 1000
    found = problem(batch("{}\n" * (LINES + 1)), 413, "too-large")
    assert "1,001 lines" in found["detail"]


def test_two_megabytes_are_taken_and_one_byte_more_is_too_much(monkeypatch):
    monkeypatch.setattr("advisor.api.batch.content", lambda query: {})
    assert len(lines(batch("{}" + " " * 1_999_998))) == 1
    problem(batch("{}" + " " * 1_999_999), 413, "too-large")


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
def test_another_media_type_is_refused_with_the_one_to_use(content_type):
    found = problem(batch("{}", content_type=content_type), 415, "unsupported-media-type")
    assert found["allowed"] == ["application/jsonl", "application/x-ndjson"]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe{}"])
def test_a_body_that_holds_nothing_or_is_not_utf_8_is_refused(body):
    problem(batch(body, **{"Content-Type": "application/jsonl"}), 400, "invalid-body")


def test_the_batch_comes_in_the_media_type_that_is_asked_for():
    assert batch("{}")["Content-Type"] == "application/jsonl"
    assert batch("{}", Accept="application/x-ndjson")["Content-Type"] == "application/x-ndjson"
    problem(batch("{}", Accept="text/csv"), 406, "not-acceptable")


def test_a_batch_may_end_its_last_line_and_begin_with_a_byte_order_mark():
    assert len(lines(batch("\ufeff{}\r\n{}\r\n".encode()))) == 2


# --- the reference -------------------------------------------------------------------------------------------------


def test_the_reference_has_every_address_key_value_and_problem():
    page = Client().get("/api/").content.decode()
    for path, operations in document()["paths"].items():
        for operation in operations.values():
            assert f'id="{operation["operationId"]}"' in page
            for parameter in operation.get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in page
        assert path in page
    for kind in KINDS:
        assert f'id="problem-{kind}"' in page
    assert "<code>ranking[].contributions[].points</code>" in page
