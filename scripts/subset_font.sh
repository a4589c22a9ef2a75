#!/bin/sh
# Makes static/fonts/fraunces-560.woff2: one static cut of Fraunces (SIL Open Font License) with the characters and
# features that headings need, about 12 kB. Needs npm, and the .venv of `make setup-dev` (fonttools, brotli).
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
ls -l static/fonts
