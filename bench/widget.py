"""Bytes of the widget: its site script against giscus' client, and the first load of its frame over the network.

Run it with `make bench-widget GISCUS=path/to/client.ts` (from the repository giscus/giscus): one esbuild minifies and
one gzip compresses both scripts. Without the path that row is left out.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys

from bench.serving import ROOT, chromium, first_load, server

ESBUILD = ["npx", "--yes", "esbuild@0.28.2", "--minify", "--target=es2020", "--log-level=error"]
SCRIPT_LIMIT, FRAME_LIMIT = 1_500, 15_000
"""Bytes compressed: the site script, and everything that the frame loads at first."""


def main(giscus: str | None) -> int:
    """Prints one table and returns how many limits were missed."""
    script = compressed(sorted((ROOT / "advisor" / "embed" / "loader").glob("[0-9]*.js"))[-1].read_bytes())
    rows = [("site script, bytes compressed", script, SCRIPT_LIMIT, "limit")]
    if giscus:
        minified = subprocess.run([*ESBUILD, giscus], capture_output=True, check=True).stdout
        rows.append(("site script, bytes compressed", script, compressed(minified), "giscus' client"))
    with server() as address, chromium() as browser:
        requests = first_load(browser, address, "/embed/")
    total = sum(requests.values())
    rows.append((f"frame, first load, {len(requests)} requests, bytes", total, FRAME_LIMIT, "limit"))
    print(f"{'figure':46} {'measured':>9} {'against':>9} {'ratio':>6}  what")
    for figure, measured, against, what in rows:
        verdict = "reached" if measured <= against else "MISSED"
        print(f"{figure:46} {measured:9,} {against:9,} {measured / against:6.2f}  {what}, {verdict}")
    for address, size in requests.items():
        print(f"  {address:44} {size:9,}")
    return sum(measured > against for _, measured, against, _ in rows)


def compressed(content: bytes) -> int:
    """Bytes after gzip -9."""
    return len(gzip.compress(content, 9, mtime=0))


if __name__ == "__main__":
    sys.exit(main(os.environ.get("GISCUS") or None))
