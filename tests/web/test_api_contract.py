"""The API against its own description: schemathesis makes up requests, good and bad, and holds the answers to it."""

import json

import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from advisor.wsgi import application
from tests.sheets import partial_sheets

LINES = st.lists(
    st.one_of(
        partial_sheets().map(json.dumps),
        st.dictionaries(st.text(max_size=10), st.text(max_size=10) | st.integers() | st.none()).map(json.dumps),
        st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=40),
    ),
    min_size=1,
    max_size=5,
).map(lambda lines: "\n".join(lines).encode() + b"\n")
PLAIN = {"Accept-Encoding": "identity"}

for media_type in ("application/jsonl", "application/x-ndjson"):
    schemathesis.openapi.media_type(media_type, LINES)

    @schemathesis.serializer(media_type)
    def lines_as_they_are(context, value):
        return value if isinstance(value, bytes) else str(value).encode()


# The two queries of a comparison are texts to the description, and few texts are queries.
FREE = [positive_data_acceptance]
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@schema.parametrize()
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_keeps_to_the_description(case):
    case.call_and_validate(headers=PLAIN, excluded_checks=FREE if case.operation.path.endswith("/compare") else [])
