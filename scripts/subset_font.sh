#!/bin/sh
# Makes the fonts in static/fonts, all under the SIL Open Font License: one static cut of Fraunces for headings (12 kB),
# and three cuts of Source Sans 3 for the report. Needs npm, and the .venv of `make setup-dev` (fonttools, brotli).
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent @fontsource-variable/fraunces@5.3.0 >/dev/null && tar xzf ./*.tgz)
font="$work/package/files/fraunces-latin-full-normal.woff2"
.venv/bin/fonttools varLib.instancer "$font" wght=560 opsz=72 SOFT=0 WONK=0 --quiet -o "$work/static.ttf"
.venv/bin/pyftsubset "$work/static.ttf" --flavor=woff2 --output-file=static/fonts/fraunces-560.woff2 \
    --unicodes="U+0020-007E,U+00A0,U+00B7,U+00D7,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2026,U+20AC" \
    --layout-features="kern,liga,tnum,lnum" --no-hinting --desubroutinize
cp "$work/package/LICENSE" static/fonts/OFL-fraunces.txt
(cd "$work" && npm pack --silent @fontsource/source-sans-3@5.3.0 >/dev/null && tar xzf ./fontsource-source-sans-3-*.tgz)
for cut in 400-normal 400-italic 600-normal; do
    .venv/bin/pyftsubset "$work/package/files/source-sans-3-latin-$cut.woff2" --flavor=woff2 \
        --output-file="static/fonts/source-sans-3-$cut.woff2" \
        --unicodes="U+0020-007E,U+00A0-00FF,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2026,U+20AC" \
        --layout-features="kern,liga,tnum,lnum" --no-hinting --desubroutinize
done
cp "$work/package/LICENSE" static/fonts/OFL-source-sans-3.txt
ls -l static/fonts
