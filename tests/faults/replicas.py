"""Replicas that die, stop, roll to another version, or have another clock."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.fleet import PAGES, REPORT, Fleet, Load, under_load
from tests.production.running import ROOT, fetch, free_port, redis_server, replica

type Row = tuple[str, str, str, bool]
"""What was tried, what came of it, what was expected, and whether it did."""


def killed(made: Fleet, folder: Path) -> Iterator[Row]:
    """kill -9 of one of three, and its return."""
    yield "kill -9 of one of three under load", *_errors(_gone_for(made, 6, made.kill))


def stopped(made: Fleet, folder: Path) -> Iterator[Row]:
    """SIGTERM of one of three, and its return."""
    yield "SIGTERM of one of three under load", *_errors(_gone_for(made, 3, made.stop))


def _gone_for(made: Fleet, seconds: float, end: Callable[[int], None]) -> Load:
    """What clients got while one of three ended and came back after so many seconds."""
    with under_load(made.proxy) as load:
        time.sleep(2)
        end(1)
        time.sleep(seconds)
        made.start(1)
        time.sleep(2)
    return load


def rolled(made: Fleet, folder: Path) -> Iterator[Row]:
    """All three, one after the other, to a version with another stylesheet; pages of either find their files."""
    newer = folder / "newer"
    for name in ("advisor", "templates", "static", "staticfiles"):
        shutil.copytree(ROOT / name, newer / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "requirements.txt"):
        shutil.copy(ROOT / name, newer)
    with (newer / "static" / "css" / "advisor.css").open("a") as style:
        style.write("\nbody { --version: 2 }\n")
    shutil.rmtree(newer / "staticfiles")
    with under_load(made.proxy) as load:
        for number in range(3):
            made.stop(number)
            made.start(number, root=newer)
            if number == 0:
                yield _files_of_either(made)
    yield "roll of all three to another version under load", *_errors(load)
    builds = {fetch(port, "/version")[2] for port in made.ports}
    yield "versions after the roll", str(len(builds)), "1", len(builds) == 1


def _files_of_either(made: Fleet) -> Row:
    """Every file that a page of one version names, asked of a replica of the other."""
    missing, asked = 0, 0
    for here, there in ((0, 1), (1, 0)):
        page = fetch(made.ports[here], "/questions/")[2].decode()
        for path in re.findall(r'"(/static/[^"]+)"', page):
            asked += 1
            missing += fetch(made.ports[there], path)[0] != 200
    return (
        "mixed versions: files of one asked of the other",
        f"{missing} of {asked} missing",
        "0",
        asked > 4 and not missing,
    )


def same_bytes(made: Fleet, folder: Path) -> Iterator[Row]:
    """Every page and a report from every replica: bytes and ETag."""
    paths = [*PAGES, "/prices/", "/embed/v1.js", REPORT]
    different = [path for path in paths if len({_answer(port, path) for port in made.ports}) != 1]
    said = f"{len(different)} of {len(paths)} differ"
    yield "same URL, same bytes and ETag from every replica", said, "0", not different


def _answer(port: int, path: str) -> tuple[int, str | None, bytes]:
    """What a replica says once it has a renderer free."""
    for _ in range(10):
        status, headers, body = fetch(port, path, timeout=90)
        if status != 503:
            break
        time.sleep(int(headers["retry-after"]))
    return status, headers.get("etag"), body


def skewed(folder: Path) -> Iterator[Row]:
    """One replica's clock is 26 hours ahead: same bytes but for the counted days, and limits that still count exactly."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        yield "clock skew of 26 hours", "libfaketime is not installed", "-", False
        return
    ahead = {
        "LD_PRELOAD": str(library),
        "FAKETIME": "+26h",
    }
    ports = free_port(), free_port()
    with redis_server(folder) as (address, _):
        own = {"ADVISOR_WORKERS": "1", "ADVISOR_REDIS": address, "ADVISOR_PDF_PER_MINUTE": "20"}
        with replica(ports[0], **own), replica(ports[1], **own, **ahead):
            different = [path for path in PAGES if len({_answer(port, path) for port in ports}) != 1]
            yield "clock skew of 26 hours: pages that differ", f"{len(different)} of {len(PAGES)}", "0", not different
            tags = {fetch(port, "/prices/")[1]["etag"] for port in ports}
            yield "clock skew: tags of the page that counts days", str(len(tags)), "2", len(tags) == 2
            through = [fetch(ports[turn % 2], "/advice.pdf?x=1")[0] for turn in range(40)].count(400)
            yield "clock skew: let through of a limit of 20, in Redis", str(through), "20", through == 20


def _errors(load) -> tuple[str, str, bool]:
    asked = sum(load.answers.values())
    said = {answer: count for answer, count in load.answers.items() if answer[0] not in "23"}
    return f"{load.failed} errors of {asked:,} {said or ''}".strip(), "0 errors", load.failed == 0 and asked > 100
