"""`posada understand`: what Posada makes of one message, without a running server.

Asked are, in this order: the running Rasa, a warm worker, a worker started for it (which stays for ten idle minutes).
`Parser` is the door for other commands that parse many messages.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from common.properties import load_properties
from common.settings import ROOT, BadSettings, Settings, load_settings
from posada.installation import kept_secret
from posada.rasa_process import MODEL, RASA_PYTHON, bare_environment, train_if_needed

IDLE_SECONDS = 600
START_SECONDS = 90.0
ANSWER_SECONDS = 20.0
LONGEST_TEXT = 4096
"""Characters; as the gateway keeps them."""

MOST_CONVERSATIONS = 500
_FAILED, _USED_WRONGLY = 1, 2
# The longest path a unix socket may have is 107 bytes on Linux, 103 elsewhere.
_LONGEST_SOCKET_PATH = 100


class CannotParse(Exception):
    """No model could be asked; the text says why."""


def understand(text: str, today: str | None, timezone: str, conversation: str | None, as_json: bool) -> int:
    """Print what was understood. 0, 1 when no model answers, 2 for a day or a time zone that does not exist."""
    try:
        zone = ZoneInfo(timezone)
        day = date.fromisoformat(today) if today else datetime.now(zone).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        print(
            "understand: --today takes a day as 2026-11-21, --timezone a name as Europe/Madrid",
            file=sys.stderr,
        )
        return _USED_WRONGLY
    try:
        settings = load_settings()
        memory = LanguageMemory(settings.data_dir / "run" / "languages.json")
        metadata = metadata_for(settings, day=day, timezone=timezone, language=memory.recall(conversation))
        with Parser(settings) as parser:
            answer = parser.parse(text[:LONGEST_TEXT], metadata)
    except (CannotParse, BadSettings) as error:
        print(f"understand: {error}", file=sys.stderr)
        return _FAILED
    memory.keep(conversation, ((answer.get("understood") or {}).get("language")))
    seen = as_promised(text, answer)
    print(json.dumps(seen, ensure_ascii=False) if as_json else _for_people(seen))
    return 0


def metadata_for(
    settings: Settings, *, day: date, timezone: str, language: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What the gateway would send along with a guest's message."""
    hotel = load_properties(settings.properties_file).default
    return {
        "property": hotel.id,
        "timezone": timezone,
        "today": day.isoformat(),
        "day_first": hotel.day_first,
        "language": dict(language) if language else None,
        "locale": None,
        "asked": None,
    }


def as_promised(text: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The shape of INTERFACES, from the desk channel's parse."""
    known = answer.get("understood") or {}
    language = known.get("language") or {}
    contact = known.get("contact") or {}
    return {
        "text": text,
        "language": {"code": language.get("code"), "confidence": language.get("confidence")},
        "intent": answer.get("intent") or {"name": None, "confidence": 0.0},
        "ranking": answer.get("ranking") or [],
        "stay": _without_notes(known.get("stay")),
        "party": with_one_room(_without_notes(known.get("party")), bool(known.get("one_room"))),
        "room_type": known.get("room_type"),
        "contact": {key: contact.get(key) for key in ("name", "email", "phone")},
        "reference": known.get("reference"),
    }


def with_one_room(party: Mapping[str, Any] | None, is_spoken_of: bool) -> dict[str, Any] | None:
    """ "A twin for two nights" is one room, where no other number of rooms was said."""
    if not is_spoken_of or (party or {}).get("rooms") is not None:
        return dict(party) if party else None
    return {**(party or dict.fromkeys(PARTY_KEYS)), "rooms": 1}


PARTY_KEYS = ("adults", "children", "children_ages", "infants", "people", "rooms", "pets")

_NOTES = frozenset(
    (
        "unsaid", "unit", "is_end", "side", "is_same", "instead_of", "is_also", "is_bye", "is_arrival", "has_weekday",
        "more_people", "joining", "fewer_people", "fewer_children", "is_more", "is_part", "is_pair", "children_among", "listed", "rooms_apart", "is_family",
    )
)  # fmt: skip


def _without_notes(part: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What only says how a message changes earlier ones is no part of a stay or a party."""
    return {key: value for key, value in part.items() if key not in _NOTES} if part else None


class Parser:
    """Parses messages with the running Rasa, else with a warm worker, which is started when there is none.

    Used in a `with` block: one connection serves all messages. Raises CannotParse.
    """

    def __init__(self, settings: Settings, *, model: Path | None = None) -> None:
        self._settings = settings
        self._model = model or MODEL
        self._is_ours = model is None
        self._socket = socket_path(settings.data_dir, self._model)
        self._lines: Any = None
        self._connection: socket.socket | None = None

    def __enter__(self) -> Parser:
        if self._is_ours and train_if_needed(_tell) != 0:
            raise CannotParse("there is no model: training failed")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def parse(self, text: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """The shape of the desk channel's /parse."""
        asked = {"text": text, "metadata": metadata}
        answer = self._ask_running(asked) if self._is_ours and self._connection is None else None
        for _ in range(3):
            if answer is not None:
                break
            if self._connection is None:
                self._connect()
            answer = self._ask_worker(asked)
        if answer is None:
            raise CannotParse("the worker keeps ending; see worker.log beside its socket")
        if "error" in answer:
            raise CannotParse(str(answer["error"]))
        return answer

    def _ask_running(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        token = self._settings.rasa_token.get_secret_value() or kept_secret(
            self._settings.data_dir, "POSADA_RASA_TOKEN"
        )
        if not token:
            return None
        place = urlsplit(self._settings.rasa_workers[0])
        link = http.client.HTTPConnection(place.hostname or "127.0.0.1", place.port, timeout=ANSWER_SECONDS)
        try:
            link.request(
                "POST",
                "/webhooks/desk/parse",
                json.dumps(asked).encode(),
                {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            )
            answer = link.getresponse()
            if answer.status != 200:
                return None
            parsed: dict[str, Any] = json.loads(answer.read())
            return parsed
        except (OSError, http.client.HTTPException, ValueError):
            return None  # Not running: a worker will do.
        finally:
            link.close()

    def _connect(self) -> None:
        started: subprocess.Popen[bytes] | None = None
        start_at = time.monotonic()
        give_up_at = start_at + START_SECONDS
        while time.monotonic() < give_up_at:
            link = socket.socket(socket.AF_UNIX)
            link.settimeout(ANSWER_SECONDS)
            try:
                link.connect(str(self._socket))
            except OSError:
                link.close()
            else:
                self._connection, self._lines = link, link.makefile("rb")
                if started is not None:
                    started.returncode = 0  # It is left to itself; nobody will wait for it.
                return
            if started is not None and started.poll():
                raise CannotParse(f"the worker ended with status {started.returncode}; see {self._log}")
            if (started is None or started.poll() == 0) and time.monotonic() >= start_at:
                # Status 0: another command's worker is loading, or has just ended. Ask again before long.
                started, start_at = self._start_worker(), time.monotonic() + 2.0
            time.sleep(0.05)
        raise CannotParse(f"no worker answered within {START_SECONDS:g} s; see {self._log}")

    def _ask_worker(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        assert self._connection is not None
        try:
            self._connection.sendall(json.dumps(asked).encode() + b"\n")
            line = self._lines.readline()
        except TimeoutError as error:
            raise CannotParse(f"no answer within {ANSWER_SECONDS:g} s") from error
        except OSError:
            line = b""
        answer: dict[str, Any] | None = json.loads(line) if line else None
        if answer is None or answer.get("stale"):
            self._hang_up()
            return None
        return answer

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._lines.close()
            self._connection.close()
            self._connection = None

    @property
    def _log(self) -> Path:
        return self._socket.with_suffix(".log")

    def _start_worker(self) -> subprocess.Popen[bytes]:
        self._socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        command = [
            str(RASA_PYTHON), "-m", "bot.rasa.worker",
            "--socket", str(self._socket), "--model", str(self._model), "--idle-seconds", str(IDLE_SECONDS),
        ]  # fmt: skip
        with self._log.open("wb") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=bare_environment(self._settings.data_dir),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # It outlives this command, and a Ctrl-C meant for this command.
                start_new_session=True,
            )


class LanguageMemory:
    """The sticky language of conversations tried on the command line; no words are kept."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def recall(self, conversation: str | None) -> dict[str, Any] | None:
        known = self._read().get(_key(conversation)) if conversation else None
        return known if isinstance(known, dict) else None

    def keep(self, conversation: str | None, language: Mapping[str, Any] | None) -> None:
        if not conversation or not language:
            return
        known = self._read()
        known.pop(_key(conversation), None)
        known[_key(conversation)] = {key: language.get(key) for key in ("reply", "prior")}
        recent = dict(list(known.items())[-MOST_CONVERSATIONS:])
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._file.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(recent), encoding="utf-8")
        fresh.replace(self._file)

    def _read(self) -> dict[str, Any]:
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(self._file.read_text(encoding="utf-8"))
            if isinstance(known, dict):
                return known
        return {}


def socket_path(data_dir: Path, model: Path) -> Path:
    """In data_dir/run; in the machine's folder for temporary things when that path is too long for a socket."""
    name = hashlib.sha256(str(model.resolve()).encode()).hexdigest()[:8]
    path = data_dir.resolve() / "run" / f"worker-{name}.sock"
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path
    owner = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"posada-{os.getuid()}-{owner}" / f"worker-{name}.sock"


def _key(conversation: str) -> str:
    return hashlib.sha256(conversation.encode()).hexdigest()[:16]


def _for_people(seen: Mapping[str, Any]) -> str:
    lines = []
    for name, value in seen.items():
        if name == "ranking":
            value = ", ".join(f"{one['name']} {one['confidence']:.2f}" for one in value)
        elif isinstance(value, dict):
            value = ", ".join(f"{key} {part}" for key, part in value.items() if part not in (None, []))
        lines.append(f"{name:<10} {value if value not in (None, '') else '-'}")
    return "\n".join(lines)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
