#!/bin/sh
# Builds advisor/embed/loader/VERSION.js, the site script of the widget, from advisor/embed/loader/source.js, and adds its integrity
# hash to versions.toml. A published version never changes: other sites name it with its hash. Needs npx.
set -eu
cd "$(dirname "$0")/../advisor/embed/loader"
version=${1:?give the version, for example 1.0.1}
[ ! -e "$version.js" ] || { echo "$version.js exists, and a published version never changes. Choose the next one." >&2; exit 1; }
mark=$(sha256sum source.js | cut -c1-16)
npx --yes esbuild@0.28.2 source.js --minify --target=es2020 --charset=utf8 \
    --banner:js="/*! k8s-advisor $version, source $mark */" --outfile="$version.js" --log-level=warning
hash=$(openssl dgst -sha384 -binary "$version.js" | openssl base64 -A)
printf '\n["%s"]\nintegrity = "sha384-%s"\n' "$version" "$hash" >>versions.toml
echo "$version.js: $(wc -c <"$version.js") bytes, $(gzip -9 -c "$version.js" | wc -c) compressed"
