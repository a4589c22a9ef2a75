"""A health check for images that carry no curl: `python -m advisor.production.probe http://127.0.0.1:8000/readyz`."""

from __future__ import annotations

import sys
import urllib.request

SECONDS = 2


def main(address: str) -> int:
    """0 if the address answers with 200 in time, else 1."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as response:  # nosec B310
            return 0 if response.status == 200 else 1
    except (OSError, ValueError):
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
