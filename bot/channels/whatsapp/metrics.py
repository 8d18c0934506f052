"""What is counted of WhatsApp; label values are kinds and Meta's codes, never a guest's words or numbers."""

from __future__ import annotations

from prometheus_client import Counter

EVENTS = Counter("whatsapp_events_total", "Updates in Meta's calls", ("kind",))
ACCOUNT_ERRORS = Counter("whatsapp_account_errors_total", "Errors of a number or the account", ("code",))
REFUSED = Counter("whatsapp_refused_calls_total", "Calls without a valid signature")
