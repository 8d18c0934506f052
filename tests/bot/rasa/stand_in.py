"""A service for Rasa to call in tests: answers `/nlg` and `/webhook`, can be slow, wrong or silent when told so."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

INNER_TOKEN = "inner-token-of-the-tests"
SOURCE = {"property": "mini", "entry": "fact.parking", "version": 2}

BOOKING_SLOTS = ("stay", "party", "stay_ok", "room", "guest_name", "guest_email", "booking_ok")


class StandIn:
    """Plays the inner listener of the service on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.bookings = 0
        self.hold = threading.Event()  # While cleared, whatever `slow` names waits for it.
        self.hold.set()
        self.slow: set[str] = set()
        self.failing: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def bodies(self, path: str) -> list[dict[str, Any]]:
        return [body for asked, body in self.requests if asked == path]

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        self.requests.append((path, body))
        name = body.get("response") or body.get("next_action")
        if name in self.slow:
            self.hold.wait(30)
        if name in self.failing:
            return 500, {"error": "told to fail", "action_name": name}
        if path == "/nlg":
            return 200, _reply(body)
        if name == "validate_booking_form":
            return 200, _validate(body["tracker"])
        if name == "action_book":
            self.bookings += 1
            return 200, {
                "events": [],
                "responses": [{"response": "booking.confirmed", "values": {"nights": 2}, "source": SOURCE}],
            }
        return 200, {"events": [], "responses": []}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.headers.get("Authorization") != f"Bearer {INNER_TOKEN}":
                    status, answer = 401, {}
                else:
                    status, answer = stand_in.answer(self.path, body)
                data = json.dumps(answer).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    self.close_connection = True  # Rasa stopped waiting, which some tests are about.

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        # One write for the whole answer: otherwise Nagle and delayed acknowledgements add 40 ms.
        Handler.wbufsize = -1
        return Handler


def _reply(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "custom": {
            "template": body["response"],
            "version": 1,
            "arm": None,
            "language": body["language"],
            "text": f"words of {body['response']}\n\nsecond paragraph",
            "buttons": [{"title": "Yes", "payload": {"intent": "affirm", "entities": {}}}],
            "attachments": [],
        }
    }


def _validate(tracker: dict[str, Any]) -> dict[str, Any]:
    """Fills the slot that was asked with the guest's words and asks the next one."""
    asked = tracker["slots"].get("requested_slot")
    message = tracker["latest_message"]
    events: list[dict[str, Any]] = []
    if asked and message["intent"]["name"] in ("ask_wifi", "cancel_all"):
        return {"events": [], "responses": []}  # Nothing for the form, which then lets a rule take it.
    if asked:
        events.append({"event": "slot", "name": asked, "value": message["text"], "timestamp": None})
        following = BOOKING_SLOTS[BOOKING_SLOTS.index(asked) + 1 :]
    else:
        following = BOOKING_SLOTS
    slot = following[0] if following else None
    if slot:
        question = {"reply": f"booking.ask_{slot}", "values": {"slot": slot}}
        events.append({"event": "slot", "name": "question", "value": question, "timestamp": None})
    events.append({"event": "slot", "name": "requested_slot", "value": slot, "timestamp": None})
    return {"events": events, "responses": []}
