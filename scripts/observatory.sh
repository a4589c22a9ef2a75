#!/bin/sh
# Scores pages with MDN's HTTP Observatory, against a local server behind Caddy with a certificate of its own.
# Usage: scripts/observatory.sh; needs npm, Caddy, ports 80 and 443 of 127.0.0.1, and names that it adds to /etc/hosts.
set -eu
cd "$(dirname "$0")/.."
work="$PWD/var/observatory"
mkdir -p "$work"
[ -d "$work/node_modules" ] || (cd "$work" && npm install --silent --no-audit --no-fund --ignore-scripts @mdn/mdn-http-observatory >/dev/null)
package="$work/node_modules/@mdn/mdn-http-observatory"
mkdir -p "$package/conf"
echo '{}' >"$package/conf/hsts-preload.json" # lists that the tool would fetch
echo '["test"]' >"$package/conf/tld-list.json"

ADVISOR_DEBUG=0 ADVISOR_ORIGIN=https://advisor.test .venv/bin/python manage.py collectstatic --noinput --verbosity 0
ADVISOR_DEBUG=0 ADVISOR_ORIGIN=https://advisor.test ADVISOR_BEHIND_PROXY=1 ADVISOR_BIND=127.0.0.1:24801 \
    .venv/bin/gunicorn -c python:advisor.production.gunicorn 2>"$work/server.log" &
server=$!
# The tool scores the root of a host: each page becomes the root of a host of its own.
pages="/ /questions/ /advice/?ops=none&edition=2026-11-24&prices=2026-11-22 /method/ /prices/ /embed/customize/ /embed/"
{
    printf '{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n}\n'
    number=0
    for page in $pages; do
        number=$((number + 1))
        grep -q "page$number\.advisor\.test" /etc/hosts || echo "127.0.0.1 page$number.advisor.test" >>/etc/hosts
        printf 'page%s.advisor.test {\n\trewrite / %s\n\treverse_proxy 127.0.0.1:24801 {\n\t\theader_up Host advisor.test\n\t}\n}\n' "$number" "$page"
    done
} >"$work/Caddyfile"
XDG_DATA_HOME="$work" caddy run --adapter caddyfile --config "$work/Caddyfile" 2>"$work/caddy.log" &
proxy=$!
trap 'kill $server $proxy' EXIT
sleep 10
number=0
for page in $pages; do
    number=$((number + 1))
    printf '%-60s ' "$page"
    NODE_EXTRA_CA_CERTS="$work/caddy/pki/authorities/local/root.crt" node --no-warnings "$package/src/scan.js" "page$number.advisor.test" |
        .venv/bin/python -c "import json, sys; found = json.load(sys.stdin); print(*(found['scan'][key] for key in ('score', 'grade', 'testsPassed', 'testsQuantity')) if 'scan' in found else [found])"
done
