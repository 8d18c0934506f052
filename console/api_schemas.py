"""What the staff's JSON looks like, as the document tells it: each schema beside the `…_to_wire` that makes it."""

from __future__ import annotations

from common.json_shapes import (
    ANYTHING,
    FLAG,
    INSTANT,
    NUMBER,
    TEXT,
    WHOLE,
    Schema,
    by_name,
    extended,
    form,
    many,
    maybe,
    one_of,
    partly,
    record,
    text,
    whole,
)
from common.knowledge.entry import ANSWER, FACT
from common.languages import LANGUAGES
from console.queries import BOXES, CHANNELS, LONGEST_TAG, LONGEST_WORDS, MAX_PAGE, OUTCOMES, STATES
from console.reply_shelf import CATEGORIES
from console.reply_shelf import STATES as REPLY_STATES
from pms.outbox.letters import STATUSES
from templates.experiments import NAME
from templates.wording import KEY

LANGUAGE = one_of(LANGUAGES)
PAGE = whole(1, MAX_PAGE)
DAY = {"type": "string", "format": "date"}

# --- conversations ---

CONVERSATION_QUERY = {
    "language": LANGUAGE,
    "channel": one_of(CHANNELS),
    "state": one_of(STATES),
    "from": DAY,
    "to": DAY,
    "id": text(128),
    "box": one_of(BOXES),
    "property": text(64),
    "intent": text(64),
    "outcome": one_of(OUTCOMES),
    "arm": text(97),
    "words": text(LONGEST_WORDS),
    "tag": text(LONGEST_TAG),
    "page": PAGE,
}
_CONVERSATION = record(
    id=TEXT,
    property=TEXT,
    channel=TEXT,
    language=maybe(TEXT),
    state=TEXT,
    attention=maybe(TEXT),
    owner=maybe(TEXT),
    is_unread=FLAG,
    handoff_reason=maybe(TEXT),
    created_at=INSTANT,
    last_message_at=INSTANT,
    turns=WHOLE,
)
CONVERSATIONS = record(
    conversations=many(extended(_CONVERSATION, outcome=TEXT, last_words=TEXT, last_from=TEXT)),
    total=WHOLE,
    page=WHOLE,
    page_size=WHOLE,
    searched=maybe(record(conversations=WHOLE, is_whole=FLAG)),
)
_REPLY = record(
    id=TEXT,
    text=TEXT,
    buttons=many(record(title=TEXT, payload=TEXT)),
    template=maybe(TEXT),
    version=maybe(TEXT),
    arm=maybe(TEXT),
    source=maybe(record(property=TEXT, entry=TEXT, version=WHOLE)),
    language=maybe(TEXT),
    by=maybe(TEXT),
    route=TEXT,
    delivery=TEXT,
    tries=WHOLE,
    fault=maybe(TEXT),
    statuses=many(record(status=TEXT, at=INSTANT, fault=maybe(TEXT), pricing=ANYTHING)),
    created_at=INSTANT,
    sent_at=maybe(INSTANT),
)
_TURN = record(
    turn=TEXT,
    state=TEXT,
    outcome=maybe(TEXT),
    received_at=INSTANT,
    started_at=maybe(INSTANT),
    finished_at=maybe(INSTANT),
    messages=many(record(message_id=TEXT, text=TEXT, is_button=FLAG, characters=WHOLE, received_at=INSTANT)),
    language=maybe(TEXT),
    intent=maybe(record(name=TEXT, confidence=maybe(NUMBER))),
    ranking=many(record(name=TEXT, confidence=NUMBER)),
    understood=ANYTHING,
    actions=many(ANYTHING),
    faults=many(ANYTHING),
    rasa_ms=maybe(WHOLE),
    pms_calls=many(
        record(
            vendor=TEXT,
            operation=TEXT,
            status=TEXT,
            error_type=maybe(TEXT),
            started_at=INSTANT,
            duration_ms=NUMBER,
            reference=maybe(TEXT),
        )
    ),
    replies=many(_REPLY),
)
TRANSCRIPT = extended(_CONVERSATION, transcript=many(_TURN), notices=many(_REPLY))

# --- conversations that people take over ---

STANDING = record(
    conversation=TEXT, state=one_of(STATES), owner=maybe(TEXT), since=maybe(INSTANT), is_draft_mode=FLAG
)
STANDING_IN_FULL = extended(
    STANDING,
    may_write=FLAG,
    write_until=maybe(INSTANT),
    story=many(record(at=INSTANT, what=TEXT, by=maybe(TEXT), reason=maybe(TEXT))),
)
MESSAGE = form("text", text=text(4_096, least=1), message_id=text(60, least=1))
ASSIGN = form("to", to=text(80, least=1))
DRAFT_MODE = form("is_on", is_on=FLAG)
DRAFT = form(text=text(4_096, least=1))
MADE = record(id=TEXT)
DRAFTS = record(drafts=many(extended(_REPLY, turn=maybe(TEXT))))
CHANGES_QUERY = {"since": INSTANT, "conversation": text(128)}
CHANGES = record(
    changes=many(
        record(
            conversation=TEXT,
            property=TEXT,
            channel=TEXT,
            language=maybe(TEXT),
            state=one_of(STATES),
            state_since=maybe(INSTANT),
            owner=maybe(TEXT),
            attention=maybe(TEXT),
            handoff_reason=maybe(TEXT),
            is_unread=FLAG,
            changed_at=maybe(INSTANT),
            delivery_changed_at=maybe(INSTANT),
        )
    ),
    waiting=WHOLE,
    since=INSTANT,
)

# --- requests that need a person ---

LETTER_QUERY = {"status": one_of(STATUSES), "property": TEXT, "page": PAGE}
_LETTER = record(
    id=TEXT,
    intent=TEXT,
    property_id=TEXT,
    conversation=TEXT,
    operation=TEXT,
    reference=TEXT,
    payload=ANYTHING,
    error=ANYTHING,
    attempts=WHOLE,
    replays=WHOLE,
    status=one_of(STATUSES),
    intended_at=INSTANT,
    created_at=INSTANT,
    updated_at=INSTANT,
    closed_at=maybe(INSTANT),
    by=maybe(TEXT),
    why=maybe(TEXT),
)
CASE = record(
    id=TEXT,
    kind=TEXT,
    state=TEXT,
    property_id=TEXT,
    conversation=TEXT,
    turn=maybe(TEXT),
    asked_by=TEXT,
    is_critical=FLAG,
    our_reference=TEXT,
    reference=maybe(TEXT),
    agreed=maybe(ANYTHING),
    attempts=WHOLE,
    error=maybe(ANYTHING),
    created_at=INSTANT,
    next_attempt_at=maybe(INSTANT),
    expires_at=INSTANT,
    settled_at=maybe(INSTANT),
    letter=maybe(_LETTER),
    story=many(
        partly(
            "at",
            "actor",
            "event",
            "before",
            "after",
            at=INSTANT,
            before=maybe(ANYTHING),
            after=maybe(ANYTHING),
        )
    ),
    title=TEXT,
    fault=maybe(TEXT),
    payload=maybe(ANYTHING),
    by_hand=maybe(TEXT),
)
LETTERS = record(
    dead_letters=many(extended(_LETTER, title=TEXT, fault=maybe(TEXT))),
    total=WHOLE,
    waiting=many(CASE),
    waiting_total=WHOLE,
    page=WHOLE,
    page_size=WHOLE,
)
_REFERENCE = maybe(text(64))
LETTER_ACT = form("why", why=text(1000, least=1), reference=_REFERENCE)
LETTER_REPLAY = form(why=maybe(text(1000)), reference=_REFERENCE)
ACTED = extended(CASE, unasked=maybe(TEXT))

# --- the hotel's words ---

REPLY_PLACE = {"language": LANGUAGE, "property": TEXT}
REPLY_QUERY = {
    **REPLY_PLACE,
    "q": TEXT,
    "category": one_of(CATEGORIES),
    "state": one_of(REPLY_STATES),
    "experiment": one_of(["yes"]),
}
REPLY_KEY: Schema = {"type": "string", "pattern": f"^{KEY.pattern}$", "maxLength": 100}
VERSION_NUMBER = whole(1, 2**31 - 1)
REPLIES = record(
    templates=many(
        record(
            id=TEXT,
            category=TEXT,
            text=TEXT,
            languages=by_name(record(state=TEXT, live=maybe(WHOLE))),
            experiments=many(TEXT),
        )
    ),
    found=WHOLE,
    total=WHOLE,
    language=LANGUAGE,
)
_PLACE = record(id=TEXT, language=LANGUAGE, property=maybe(TEXT))
_PROBLEMS = many(record(code=TEXT, message=TEXT, line=WHOLE, is_blocking=FLAG))
REPLY_SHEET = extended(_PLACE, live=maybe(WHOLE), latest=maybe(WHOLE), content=ANYTHING, problems=_PROBLEMS)
_VERSION = extended(
    _PLACE,
    version=WHOLE,
    state=TEXT,
    content=ANYTHING,
    author=TEXT,
    note=TEXT,
    created_at=maybe(INSTANT),
    variant=maybe(TEXT),
)
MADE_VERSION = extended(_VERSION, problems=_PROBLEMS)
PUBLICATION = record(version=WHOLE, from_=INSTANT, until=maybe(INSTANT), by=TEXT, at=INSTANT)
HISTORY = extended(_PLACE, versions=many(extended(_VERSION, is_live=FLAG, publications=many(PUBLICATION))))
COMPARISON = extended(
    _PLACE,
    before=WHOLE,
    after=WHOLE,
    changes=many(
        record(part=TEXT, before=maybe(TEXT), after=maybe(TEXT), pieces=many(record(op=TEXT, text=TEXT)))
    ),
)
_WRITTEN = {
    "language": maybe(LANGUAGE),
    "property": maybe(TEXT),
    "text": maybe(text(8000)),
    "content": {"anyOf": [TEXT, ANYTHING]},
    "note": maybe(text(500)),
}
NEW_REPLY = form("id", id=REPLY_KEY, **_WRITTEN)
NEW_VERSION = form("expected", expected=whole(0), **_WRITTEN)
_MOVED = {
    "language": maybe(LANGUAGE),
    "property": maybe(TEXT),
    "note": maybe(text(500)),
    "expected_live": maybe(WHOLE),
}
ROLLBACK = form(**_MOVED)
PUBLISH = form(**_MOVED, from_=maybe(text(40)), until=maybe(text(40)))

# --- experiments ---

_NAME: Schema = {"type": "string", "pattern": f"^{NAME.pattern}$"}
_SHARES = many(NUMBER)
DEFINITION = form(
    "id",
    "keys",
    "arms",
    id={**_NAME, "maxLength": 64},
    name=maybe(text(200)),
    keys=many(REPLY_KEY, least=1),
    arms=many(
        form(
            "name",
            name={**_NAME, "maxLength": 32},
            weight=NUMBER,
            versions=maybe(by_name(by_name(VERSION_NUMBER))),
        ),
        least=2,
    ),
    allocation=NUMBER,
    audience=maybe(
        form(
            languages=maybe(many(TEXT)),
            channels=maybe(many(TEXT)),
            properties=maybe(many(TEXT)),
            new_guests=maybe(FLAG),
        )
    ),
    goal=maybe({**_NAME, "maxLength": 32}),
    layer=maybe(form("name", "from", "to", name=_NAME, from_=NUMBER, to=NUMBER)),
    planned_guests=maybe(whole(0)),
    planned_days=maybe(whole(0)),
    splits=maybe(many(form("weights", since=maybe(TEXT), allocation=NUMBER, weights=_SHARES))),
)
EXPERIMENT = record(
    id=TEXT,
    name=TEXT,
    keys=many(TEXT),
    arms=many(record(name=TEXT, weight=NUMBER, versions=by_name(by_name(WHOLE)))),
    allocation=NUMBER,
    audience=record(languages=many(TEXT), channels=many(TEXT), properties=many(TEXT), new_guests=FLAG),
    goal=TEXT,
    planned_guests=maybe(WHOLE),
    planned_days=maybe(WHOLE),
    layer=maybe(record(name=TEXT, from_=NUMBER, to=NUMBER)),
    splits=many(record(since=maybe(INSTANT), allocation=NUMBER, weights=_SHARES)),
    state=TEXT,
    revision=WHOLE,
    author=TEXT,
    winner=maybe(TEXT),
    created_at=maybe(INSTANT),
    started_at=maybe(INSTANT),
    stopped_at=maybe(INSTANT),
    decided_at=maybe(INSTANT),
)
EXPERIMENTS = record(experiments=many(EXPERIMENT))
EXPERIMENT_DEED = form(weights=maybe(by_name(NUMBER)), allocation=maybe(NUMBER), winner=maybe(TEXT))
NEW_PLAN = form(
    "baseline",
    "lift",
    baseline=NUMBER,
    lift=NUMBER,
    weights=many(NUMBER, least=2),
    guests_per_day=maybe(NUMBER),
    power=NUMBER,
)
_SIZE = record(guests=many(WHOLE), total=WHOLE, days=maybe(WHOLE))
PLAN = record(
    fixed=_SIZE, sequential=_SIZE, inflation=NUMBER, planned_guests=WHOLE, planned_days=maybe(WHOLE)
)
REPORT = record(
    experiment=TEXT,
    name=TEXT,
    state=TEXT,
    goal=TEXT,
    winner=maybe(TEXT),
    as_of=INSTANT,
    weights=by_name(NUMBER),
    planned_guests=maybe(WHOLE),
    planned_days=maybe(WHOLE),
    days_run=WHOLE,
    currency=maybe(TEXT),
    arms=many(ANYTHING),
    sentence=maybe(TEXT),
    cautions=many(TEXT),
    report=maybe(ANYTHING),
)

# --- a hotel's facts and own answers ---

ENTRY_QUERY = {"kind": one_of([FACT, ANSWER])}
_ENTRY = record(
    id=TEXT, property=TEXT, kind=TEXT, live=WHOLE, latest=WHOLE, is_retired=FLAG, published=ANYTHING
)
ENTRY_LINE = _ENTRY
_ENTRY_FAULTS = many(record(code=TEXT, part=TEXT, message=TEXT))
ENTRIES = record(property=TEXT, entries=many(_ENTRY))
ENTRY = extended(_ENTRY, content=ANYTHING, faults=_ENTRY_FAULTS)
_ENTRY_VERSION = record(
    id=TEXT,
    property=TEXT,
    version=WHOLE,
    content=ANYTHING,
    author=TEXT,
    note=TEXT,
    created_at=maybe(INSTANT),
)
MADE_ENTRY = extended(_ENTRY_VERSION, faults=_ENTRY_FAULTS)
ENTRY_MOVE = record(id=WHOLE, version=WHOLE, by=TEXT, at=INSTANT, from_=INSTANT, until=maybe(INSTANT))
ENTRY_HISTORY = record(
    id=TEXT,
    property=TEXT,
    versions=many(extended(_ENTRY_VERSION, is_live=FLAG)),
    publications=many(ENTRY_MOVE),
)
UNANSWERED = record(
    property=TEXT,
    questions=many(
        record(
            turn=TEXT,
            conversation=TEXT,
            language=maybe(TEXT),
            words=TEXT,
            times=WHOLE,
            at=INSTANT,
            is_set_aside=FLAG,
        )
    ),
)
_NOTE = maybe(text(500))
NEW_ENTRY = form("content", content=ANYTHING, note=_NOTE)
NEW_ENTRY_VERSION = form("content", "expected", content=ANYTHING, expected=whole(0), note=_NOTE)
ENTRY_ACT = form(note=_NOTE, expected_live=maybe(WHOLE))
ENTRY_PUBLISH = form(note=_NOTE, expected_live=maybe(WHOLE), from_=maybe(text(40)), until=maybe(text(40)))
ENTRY_NOTE = form(note=_NOTE)
NOTHING = form()
