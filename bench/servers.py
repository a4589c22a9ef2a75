"""gunicorn against granian on the same pages: requests a second, 99th percentile, memory. `make bench-servers`."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from bench.cost import ADVICE, STEP
from tests.faults.fleet import descendants
from tests.production.running import GUNICORN, collect_files, fetch, free_port, running

ROUNDS, SECONDS, CLIENTS = 5, 4, 16
PAGES = {"step, kept": (STEP, "16"), "advice, kept": (ADVICE, "16"), "step, made": (STEP, "0")}


def command(server: str, port: int) -> list[str]:
    """Two workers of eight threads each."""
    if server == "gunicorn":
        return GUNICORN
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    return [
        sys.executable,
        "-m",
        "granian",
        *options,
        "--blocking-threads",
        "8",
        "--no-log",
        "advisor.wsgi:application",
    ]


def load(port: int, path: str) -> tuple[float, float]:
    """Requests a second, and milliseconds within which 99 of 100 were answered."""
    options = ["-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", "--latency"]
    said = subprocess.run(["wrk", *options, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True).stdout
    assert "Non-2xx" not in said and "Socket errors" not in said, said
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), float(number) * {"us": 1e-3, "ms": 1, "s": 1e3}[
        unit
    ]


def main() -> None:
    """Prints one table; rounds of both servers take turns."""
    collect_files()
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.process_cpu_count()} cores, `make bench-servers`\n")
    print(f"{'page':14} {'server':9} {'requests/s':>11} {'99 % within, ms':>16} {'memory, MB':>11}")
    for page, (path, kept) in PAGES.items():
        ports = {server: free_port() for server in ("gunicorn", "granian")}
        own = {"ADVISOR_ORIGIN": "http://127.0.0.1:8000", "ADVISOR_DEBUG": "0", "ADVISOR_KEPT_MEGABYTES": kept}
        own |= {"DJANGO_SETTINGS_MODULE": "advisor.settings", "ADVISOR_WORKERS": "2"}
        own["ADVISOR_BIND"] = f"127.0.0.1:{ports['gunicorn']}"
        log = subprocess.DEVNULL
        with (
            running(command("gunicorn", ports["gunicorn"]), ports["gunicorn"], own, log) as one,
            running(command("granian", ports["granian"]), ports["granian"], own, log) as other,
        ):
            for port in ports.values():
                assert fetch(port, path)[0] == 200
            found = {server: [] for server in ports}
            for _ in range(ROUNDS):
                for server, port in ports.items():
                    found[server].append(load(port, path))
            for server, process in (("gunicorn", one), ("granian", other)):
                second, late = (statistics.median(column) for column in zip(*found[server], strict=True))
                print(f"{page:14} {server:9} {second:11.0f} {late:16.1f} {memory(process.pid):11.0f}", flush=True)


def memory(pid: int) -> float:
    """Proportional set size of a process and all below it, MB."""
    total = 0
    for each in [pid, *descendants(pid)]:
        lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


if __name__ == "__main__":
    main()
