"""The hotel layer's figures for Prometheus; their names are an interface (docs/metrics.md)."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

OPERATIONS = Counter(
    "pms_operations", "Operations asked of a hotel system.", ("vendor", "operation", "status")
)
ERRORS = Counter("pms_errors", "Operations that failed.", ("vendor", "operation", "error_type"))
API_LATENCY = Histogram(
    "pms_api_latency_seconds",
    "One HTTP call to a hotel system.",
    ("vendor", "endpoint", "method"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
CACHE_HITS = Counter("pms_cache_hits", "Reads answered from the cache.", ("operation",))
CACHE_MISSES = Counter("pms_cache_misses", "Reads that had to be asked.", ("operation",))
BREAKER_STATE = Gauge("pms_circuit_breaker_state", "0 closed, 1 open, 2 half-open.", ("service",))
BREAKER_CALLS = Counter("pms_circuit_breaker_calls", "Attempts that met the breaker.", ("state", "result"))
RESERVATIONS = Counter("reservations", "Reservations by what became of them.", ("status",))
REVENUE = Counter("reservation_revenue", "Booked totals, in major units.", ("currency",))
LEAD_TIME = Histogram(
    "reservation_lead_time_days", "From booking to arrival.", buckets=(0, 1, 3, 7, 14, 30, 60, 90, 180, 365)
)
OUTBOX_DEPTH = Gauge("outbox_depth", "Writes by state.", ("status",))
DEAD_LETTERS = Gauge("dead_letters", "Writes that wait for a person.", ("operation",))
OLDEST_DEAD_LETTER = Gauge("dead_letter_oldest_seconds", "Age of the oldest of them.")
