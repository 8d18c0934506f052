"""What staff keep beside conversations, as the document tells it: each schema beside the `…_to_wire` that makes it."""

from __future__ import annotations

from common.json_shapes import FLAG, INSTANT, TEXT, form, many, maybe, record, text
from console.margin import LONGEST_NOTE
from console.queries import LONGEST_TAG

MARGIN = record(notes=many(record(id=TEXT, at=INSTANT, by=TEXT, text=TEXT)), tags=many(TEXT))
NOTE = form("text", text=text(LONGEST_NOTE, least=1))
TAGS = record(tags=many(TEXT))
TAG = form("tag", tag=text(LONGEST_TAG, least=1), is_on=FLAG)
CANDIDATE = record(
    id=TEXT,
    conversation=TEXT,
    turn=TEXT,
    at=INSTANT,
    by=TEXT,
    language=maybe(TEXT),
    understood=maybe(TEXT),
    wish=TEXT,
    text=TEXT,
)
CANDIDATES = record(candidates=many(CANDIDATE))
LEARN = form("turn", "wish", turn=text(64, least=1), wish=text(64, least=2))
