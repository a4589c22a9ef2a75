"""Shows the figures of all workers on a port of their own, until the server that started it is gone.

It is a process of its own because a server that forks must not have threads, and knows no Django.
"""

from __future__ import annotations

import sys


def main(address: str) -> None:
    """Serves at HOST:PORT, and returns when standard input, which the server holds open, ends."""
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    host, _, port = address.rpartition(":")
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    start_http_server(int(port), host, registry)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
