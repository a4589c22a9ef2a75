"""The figures of the server for Prometheus; `exporter.py` shows them on a port of their own."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

REQUESTS = Counter("advisor_requests", "Answered requests", ["route", "method", "status"])
SECONDS = Histogram(
    "advisor_request_seconds",
    "Seconds from the first byte of a request to its answer",
    ["route"],
    # Bounds of ours, in seconds: a kept page takes less than the first, a report that hangs more than the last.
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
KEPT = Counter("advisor_kept", "Pages: answered as unchanged, from memory, or made", ["how"])
REPORTS = Counter("advisor_reports", "Reports: kept, shared, made, refused, failed", ["how"])
LIMITED = Counter("advisor_limited", "Requests refused because a client asked too often", ["route"])
SHARED_FAILURES = Counter("advisor_shared_failures", "Times that Redis did not answer in time")
