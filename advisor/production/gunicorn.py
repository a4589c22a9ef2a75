"""The production server: `gunicorn -c python:advisor.production.gunicorn`. What differs is in the environment."""

from __future__ import annotations

import os
import shutil
import subprocess  # nosec B404
import sys
import tempfile
from pathlib import Path
from typing import Any

from advisor.environment import whole
from advisor.production.logs import logging_settings

MEMORY = Path("/dev/shm")  # nosec B108  # what workers beat and count into must never wait for a disk, nor find it full
in_memory = str(MEMORY) if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None

wsgi_app = "advisor.wsgi"
bind = os.environ.get("ADVISOR_BIND", "127.0.0.1:8000")
workers = whole("ADVISOR_WORKERS", default=min(os.process_cpu_count() or 1, 4), least=1, most=64)
threads = whole("ADVISOR_THREADS", default=8, least=1, most=128)
preload_app = True  # the model is loaded once, shared by the workers, and a broken one keeps the server from starting
worker_tmp_dir = in_memory
control_socket_disable = True  # its socket could not be made on a read-only root
graceful_timeout = whole("ADVISOR_GRACE_SECONDS", default=25, least=1, most=600)
timeout = 30
keepalive = 75  # longer than a proxy keeps an unused connection, so that it is the proxy that closes it
limit_request_line = 4094
logconfig_dict = logging_settings(plain=False)
accesslog = None  # it would hold the query, and with it answers; see observing.py

metrics_bind = os.environ.get("ADVISOR_METRICS_BIND", "")
mine: list[str] = []
"""Folders that this server made and removes."""
exporter: list[subprocess.Popen[bytes]] = []


def _own_folder(variable: str, parent: str | None) -> None:
    if not os.environ.get(variable):
        os.environ[variable] = tempfile.mkdtemp(prefix="advisor-", dir=parent)
        mine.append(os.environ[variable])


_own_folder("ADVISOR_SCRATCH", None)
if metrics_bind:
    _own_folder("PROMETHEUS_MULTIPROC_DIR", in_memory)  # read when prometheus_client is imported


def when_ready(server: Any) -> None:
    """Starts the exporter; it lives as long as the pipe that the server holds."""
    if metrics_bind:
        command = [sys.executable, "-m", "advisor.production.exporter", metrics_bind]
        exporter.append(subprocess.Popen(command, stdin=subprocess.PIPE))  # nosec B603


def worker_exit(server: Any, worker: Any) -> None:
    """Ends the worker's renderers."""
    from advisor.report.report import renderers

    if renderers.cache_info().currsize:
        renderers().stop()


def child_exit(server: Any, worker: Any) -> None:
    """Forgets the figures of a worker that are about it alone."""
    if metrics_bind:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Ends the exporter and removes the server's folders."""
    for process in exporter:
        process.terminate()
        process.wait(5)
    for folder in mine:
        shutil.rmtree(folder, ignore_errors=True)
