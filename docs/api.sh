#!/bin/sh
# The API with curl and jq alone:  docs/api.sh https://advisor.example
# Prints the questions, one advice with its reasons and bill, and what a list of teams should run.
set -eu
advisor=${1:?give the address of an advisor, for example https://advisor.example}
api=$advisor/api/v1
get() { curl --silent --show-error --fail-with-body "$@"; }

echo "The questions, and what they take:"
get "$api/questions" | jq --raw-output '.questions[] | "  \(.key): \([.options[].key] | join(", "))"'

echo
echo "Eight people, six services, nobody for operations:"
advice=$(get --get "$api/advice" --data services=3-9 --data targets=one --data hosting=cloud --data servers=4-10 \
    --data load=swings --data scaling=some --data deploys=daily --data work=web --data team=4-10 --data skills=some \
    --data ops=none --data reason=open --data provider=hetzner --data region=eu --data currency=eur)
echo "$advice" | jq --raw-output '
    "  \(.headline) \(.closeness_text)",
    (.reasons[] | "  - \(.text) (\(.clauses | join(", ")))"),
    (.costs as $costs | $costs.bills | to_entries[] | select(.value.monthly.typical)
        | "  \(.key): \(.value.monthly.typical) \($costs.currency) a month"),
    "  For ever at \(.permalink)"'

echo
echo "A list of teams, in one request; a wrong line says what is wrong with it:"
printf '%s\n' '{"team": "2-3", "services": "2", "ops": "none"}' '{"team": "11-40", "services": "10-29", "ops": "crew"}' \
    '{"team": "5"}' |
    get --data-binary @- --header 'Content-Type: application/jsonl' "$api/advice" |
    jq --raw-output 'if .status then "  line \(.line): \(.detail)" else "  \(.headline)" end'

echo
echo "Asked again on condition, an answer that has not changed is not sent:"
tag=$(curl --silent --output /dev/null --dump-header - "$api/alternatives" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
curl --silent --output /dev/null --write-out '  %{http_code}\n' --header "If-None-Match: $tag" "$api/alternatives"
