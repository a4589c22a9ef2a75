#!/bin/sh
# Builds the Dockerfile for real and runs what came out of it, without a Docker engine: buildah with chroot isolation, on
# a base made by debootstrap (Debian 13, whose Python is 3.13) that stands in for the official image. Needs root and apt.
# The first run takes minutes, for the base; it is kept in var/image and used again.
set -eu

cd "$(dirname "$0")/.."
here=$PWD
work="$here/var/image"
base="docker.io/library/python:3.13-slim-trixie"
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
mkdir -p "$work"

fail() { printf 'make test-image stopped: %s\n' "$*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail "it needs root, for debootstrap and chroot."
for tool in buildah debootstrap; do
    command -v "$tool" >/dev/null 2>&1 && continue
    command -v apt-get >/dev/null 2>&1 || fail "it needs $tool, and knows how to install it on Debian alone."
    apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends buildah debootstrap >/dev/null
done

# --- the base: what this machine's own apt reads, so that no mirror is named here -------------------------------------

if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
    mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -v '^ *#' |
        grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1)
    [ -n "$mirror" ] || fail "no Debian mirror stands in /etc/apt."
    if [ ! -e "$work/base/usr/bin/python3" ]; then
        echo "Making the base with debootstrap"
        rm -rf "$work/base"
        debootstrap --variant=minbase --include=python3,python3-venv,python-is-python3,ca-certificates \
            trixie "$work/base" $mirror >"$work/debootstrap.log" 2>&1 || { tail -n 5 "$work/debootstrap.log"; exit 1; }
    fi
    container=$(buildah from scratch)
    buildah add --quiet "$container" "$work/base" / >/dev/null
    buildah config --env PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "$container"
    buildah commit --quiet "$container" "$base" >/dev/null
    buildah rm "$container" >/dev/null
fi

# --- the build: pip and apt inside read what they read here ------------------------------------------------------------

set -- --volume /etc/ssl/certs:/etc/ssl/certs:ro
for path in /etc/pip.conf /opt/wheels /opt/pypi /opt/pypi-more /usr/local/share/ca-certificates; do
    [ ! -e "$path" ] || set -- "$@" --volume "$path:$path:ro"
done
began=$(date +%s)
env | grep -q '^PIP_CERT=' && set -- "$@" --env "PIP_CERT=$PIP_CERT"
buildah bud --pull-never --format docker --tag advisor:test "$@" . >"$work/build.log" 2>&1 ||
    { tail -n 30 "$work/build.log"; fail "the build failed; all of its output is in $work/build.log."; }
echo "Built in $(($(date +%s) - began)) s"

container=$(buildah from --pull-never advisor:test)
root=$(buildah mount "$container")
trap 'buildah umount "$container" >/dev/null; buildah rm "$container" >/dev/null' EXIT
ADVISOR_IMAGE_ROOT="$root" ADVISOR_IMAGE="advisor:test" .venv/bin/python -m pytest tests/image -q -rP -p no:xdist
