#!/bin/sh
# Makes everything that `make run` needs: a virtual environment with the pinned packages, and the system libraries.
# With --dev, what the tests need besides; with --docs, the documentation tools of tests/embed in .venv-docs; with
# --docs-tools, those of `make test-docs` too; with --bench, the other engines of `make bench`, in .venv-bench. Quiet when there is nothing to do; a second run takes under a second.
set -eu

cd "$(dirname "$0")/.."
oldest="3.12"
lock="requirements.txt"
environment=".venv"
case "${1:-}" in
    --dev) lock="requirements-dev.txt" ;;
    --docs | --docs-tools) lock="requirements-docs.txt" environment=".venv-docs" ;;
    --bench) lock="requirements-bench.txt" environment=".venv-bench" ;;
esac

say() { printf '%s\n' "$*"; }
fail() { printf 'Set-up stopped: %s\n' "$*" >&2; exit 1; }

# --- a Python that is new enough -------------------------------------------------------------------------------

is_new_enough() { # a pyenv shim can exist and still not run, so each candidate is really tried
    "$1" -c "import sys; sys.exit(sys.version_info < (${oldest%.*}, ${oldest#*.}))" >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_new_enough "$PYTHON" || fail "PYTHON=$PYTHON is not a Python $oldest or newer."
        say "$PYTHON"
        return
    fi
    for candidate in python3.13 python3.12 python3.14 python3 python \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12*/bin/python; do
        if is_new_enough "$candidate"; then say "$candidate"; return; fi
    done
    if command -v uv >/dev/null 2>&1 && candidate=$(uv python find ">=$oldest" 2>/dev/null); then
        say "$candidate"
        return
    fi
    fail "no Python $oldest or newer was found. Install one (Debian 13: apt-get install python3 python3-venv; Fedora: dnf install python3.13; macOS: brew install python@3.13; anywhere: uv python install 3.13) or name one with PYTHON=/path/to/python."
}

# --- system packages -------------------------------------------------------------------------------------------

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

may_use_apt() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

updated=""
apt_install() {
    say "Installing system packages: $*"
    if [ -z "$updated" ]; then as_root apt-get update -qq >/dev/null 2>&1 || true; updated=yes; fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

have_library() { .venv/bin/python -c "import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]" "$@" >/dev/null 2>&1; }

have_weasyprint_libraries() {
    have_library libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0 ||
        have_library libpango-1.0.0.dylib libpangoft2-1.0.0.dylib libharfbuzz-subset.0.dylib ||
        have_library /opt/homebrew/lib/libpango-1.0.0.dylib
}

weasyprint_libraries() {
    have_weasyprint_libraries && return
    if may_use_apt && apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; then return; fi
    say "The PDF report needs Pango, which is not installed; everything else works without it. To install it:"
    say "  Debian, Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    say "  Fedora:         sudo dnf install pango"
    say "  macOS:          brew install pango"
}

a_browser() { # not called chromium, or command -v would find this function
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return
    done
    [ -x "${CHROMIUM:-/nowhere}" ] && return
    if may_use_apt && apt_install chromium; then return; fi
    fail "the browser tests need Chromium. Debian: sudo apt-get install chromium; Fedora: sudo dnf install chromium; macOS: brew install --cask chromium; or name one with CHROMIUM=/path/to/chromium."
}

pdf_tools() {
    command -v pdftotext >/dev/null 2>&1 && command -v qpdf >/dev/null 2>&1 && return
    if may_use_apt && apt_install poppler-utils qpdf; then return; fi
    fail "the tests of the report need pdftotext and qpdf. Debian: sudo apt-get install poppler-utils qpdf; Fedora: sudo dnf install poppler-utils qpdf; macOS: brew install poppler qpdf."
}

# --- packages of Node ------------------------------------------------------------------------------------------

node_packages() { # of a folder with a lock file; says whether they are there
    command -v npm >/dev/null 2>&1 || { may_use_apt && apt_install nodejs npm; } || return 1
    stamp=$1/node_modules/installed
    needed=$(cksum <"$1/package-lock.json")
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$needed" ] && return
    say "Installing the pinned packages of $1"
    (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || return 1
    printf '%s\n' "$needed" >"$stamp"
}

no_npm="Node 20 or newer with npm, and a network. Debian: sudo apt-get install nodejs npm"

other_engine() { node_packages bench/publicodes || fail "the comparison with publicodes needs $no_npm"; }

# --- what only `make test-docs` needs --------------------------------------------------------------------------

site_tools() {
    for site in docusaurus vitepress starlight; do
        node_packages "tests/embed/sites/$site" || fail "the sites of Docusaurus, VitePress and Starlight need $no_npm"
    done
}

more_browsers() {
    command -v firefox-esr >/dev/null 2>&1 && command -v WebKitWebDriver >/dev/null 2>&1 &&
        command -v Xvfb >/dev/null 2>&1 && return
    if may_use_apt && apt_install firefox-esr webkit2gtk-driver xvfb; then return; fi
    fail "the plain page is tried in Firefox and WebKit. Debian: sudo apt-get install firefox-esr webkit2gtk-driver xvfb"
}

a_blog() {
    [ -d /usr/share/wordpress/wp-content/themes/twentytwentythree ] && command -v php >/dev/null 2>&1 &&
        [ -x /usr/sbin/mariadbd ] && return
    if may_use_apt && apt_install wordpress wordpress-theme-twentytwentythree php-cli php-mysql mariadb-server; then return; fi
    fail "the blog needs WordPress. Debian: sudo apt-get install wordpress wordpress-theme-twentytwentythree php-cli php-mysql mariadb-server"
}

# --- what the tests of the API and of the decision records need ------------------------------------------------

api_tools() {
    command -v curl >/dev/null 2>&1 && command -v jq >/dev/null 2>&1 && return
    if may_use_apt && apt_install curl jq; then return; fi
    fail "the test of docs/api.sh needs curl and jq. Debian: sudo apt-get install curl jq; macOS: brew install jq."
}

judges() { # of Markdown and of pages; without npm, or without a network, the rest is tested all the same
    for judge in "markdownlint tests/markdownlint" "pa11y tests/browser/codesniffer"; do
        node_packages "${judge#* }" && continue
        [ -z "${CI:-}" ] || fail "the rules of ${judge%% *} need $no_npm"
        say "Without its packages the rules of ${judge%% *} are not tried; everything else is tested."
    done
}

servers() { # what the tests of limits and faults put beside the product
    if ! command -v redis-server >/dev/null 2>&1 && ! command -v valkey-server >/dev/null 2>&1; then
        may_use_apt && apt_install redis-server ||
            fail "the tests of limits need Redis or Valkey. Debian: sudo apt-get install redis-server; Fedora: sudo dnf install valkey; macOS: brew install redis."
    fi
    command -v caddy >/dev/null 2>&1 && return
    if may_use_apt && apt_install caddy; then return; fi
    fail "the tests of faults need Caddy. Debian: sudo apt-get install caddy; Fedora: sudo dnf install caddy; macOS: brew install caddy."
}

unit_checker() { # systemd's own look at the units in deploy/systemd; macOS has none, and the test is left out there
    [ "$(uname)" = Linux ] || return 0
    command -v systemd-analyze >/dev/null 2>&1 && return
    if may_use_apt && apt_install systemd; then return; fi
    [ -z "${CI:-}" ] || fail "the units in deploy/systemd need systemd-analyze. Debian: sudo apt-get install systemd."
    say "Without systemd-analyze, the units in deploy/systemd are not checked; everything else is tested."
}

# --- the virtual environment -----------------------------------------------------------------------------------

virtual_environment() {
    here=$environment/bin/python
    if [ -x "$here" ] && is_new_enough "$here" && "$here" -m pip --version >/dev/null 2>&1; then return; fi
    python=$(find_python) || exit 1
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "Creating $environment with Python $version"
    rm -rf "$environment"
    if ! "$python" -m venv "$environment" >/dev/null 2>&1; then
        rm -rf "$environment"
        if ! { may_use_apt && apt_install "python$version-venv" && "$python" -m venv "$environment" >/dev/null 2>&1; }; then
            rm -rf "$environment"
            fail "this Python cannot make a virtual environment. On Debian or Ubuntu: sudo apt-get install python$version-venv"
        fi
    fi
}

packages() {
    wanted=$(cat requirements*.txt | cksum)
    stamp="$environment/installed-$lock"
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
    say "Installing the pinned packages of $lock"
    if ! "$environment/bin/python" -m pip install --disable-pip-version-check --no-deps --only-binary :all: \
        --require-hashes -r "$lock" >"$environment/pip.log" 2>&1; then
        tail -n 15 "$environment/pip.log" >&2
        fail "pip could not install the packages of $lock; the end of its output is above, all of it in $environment/pip.log."
    fi
    printf '%s\n' "$wanted" >"$stamp"
    [ "$lock" != requirements-dev.txt ] || printf '%s\n' "$wanted" >"$environment/installed-requirements.txt"
}

virtual_environment
packages
case "${1:-}" in
    --docs) ;;
    --docs-tools) site_tools; more_browsers; a_blog ;;
    --bench) other_engine ;;
    --dev) weasyprint_libraries; a_browser; pdf_tools; api_tools; judges; servers; unit_checker ;;
    *) weasyprint_libraries ;;
esac
