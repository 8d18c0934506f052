"""One library behind a pipe: `libraries.py duckling|dateparser|langdetect|py3langid`, run by `rivals.py` in the comparison's Python.

One JSON object a line: `{"text", "lang", "today"}` → `{"days": ["2026-11-27", …]}` in the order of the words, or `{"lang"}`. Knows
nothing of ours. Days are given in each library's own best setting: the right language, the right today, day before month.
"""

from __future__ import annotations

import datetime as dt
import importlib.resources
import json
import os
import sys
import zoneinfo
from collections.abc import Callable
from typing import Any

SPOKEN = ("en", "es", "pt", "fr", "de", "it")
Answer = dict[str, Any]
Ask = Callable[[dict[str, str]], Answer]


def duckling() -> Ask:
    import duckling as library

    zones = library.load_time_zones(next(path for path in zoneinfo.TZPATH if os.path.isdir(path)))
    dimensions = library.parse_dimensions(["time"])

    def ask(asked: dict[str, str]) -> Answer:
        noon = dt.datetime.fromisoformat(f"{asked['today']}T12:00:00+00:00")
        now = library.parse_ref_time(zones, "Europe/Madrid", int(noon.timestamp()))
        locale = library.default_locale_lang(library.parse_lang(asked["lang"].upper()))
        found = library.parse(asked["text"], library.Context(now, locale), dimensions, False)
        days: list[str] = []
        for one in sorted(found, key=lambda one: one["start"]):
            days += _duckling_days(one["value"])
        return {"days": days}

    return ask


def _duckling_days(value: dict[str, Any]) -> list[str]:
    """A day, or the first and last day of an interval, whose end Duckling gives as the first moment after it."""
    if value.get("type") != "interval":
        return [value["value"][:10]] if value.get("grain") == "day" else []
    first, after = value.get("from"), value.get("to")
    days = [first["value"][:10]] if first and first["grain"] in ("day", "hour") else []
    if after and after["grain"] in ("day", "hour"):
        last = dt.datetime.fromisoformat(after["value"]) - dt.timedelta(seconds=1)
        days.append(last.date().isoformat())
    return list(dict.fromkeys(days))


def dateparser() -> Ask:
    from dateparser.search import search_dates

    def ask(asked: dict[str, str]) -> Answer:
        settings = {
            "RELATIVE_BASE": dt.datetime.fromisoformat(f"{asked['today']}T12:00:00"),
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY",
        }
        found = search_dates(asked["text"], languages=[asked["lang"]], settings=settings) or []
        return {"days": list(dict.fromkeys(when.date().isoformat() for _, when in found))}

    return ask


def langdetect() -> Ask:
    from langdetect.detector_factory import DetectorFactory
    from langdetect.lang_detect_exception import LangDetectException

    factory = DetectorFactory()
    profiles = importlib.resources.files("langdetect") / "profiles"
    factory.load_json_profile([(profiles / code).read_text(encoding="utf-8") for code in SPOKEN])
    factory.set_seed(0)

    def ask(asked: dict[str, str]) -> Answer:
        detector = factory.create()
        detector.append(asked["text"])
        try:
            return {"lang": detector.detect()}
        except LangDetectException:  # No letters it knows.
            return {"lang": None}

    return ask


def py3langid() -> Ask:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(SPOKEN))
    return lambda asked: {"lang": identifier.classify(asked["text"])[0]}


LIBRARIES = {"duckling": duckling, "dateparser": dateparser, "langdetect": langdetect, "py3langid": py3langid}


def main() -> None:
    ask = LIBRARIES[sys.argv[1]]()
    print(json.dumps({"ready": sys.argv[1]}), flush=True)
    for line in sys.stdin:
        try:
            answer = ask(json.loads(line))
        except Exception as error:  # What a library raises is its answer.
            answer = {"error": type(error).__name__}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
