"""`docs/understanding.md` and its pictures, from figures; nothing in them is written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.languages import LANGUAGES
from common.settings import ROOT
from ops.compare import sets
from ops.compare.figures import AIMS, MISSES
from ops.compare.findings import Findings
from ops.compare.pictures import NAMES, beside_others, threshold_curves

PAGE = ROOT / "docs" / "understanding.md"
PICTURE = ROOT / "docs" / "images" / "understanding.svg"
CURVES = ROOT / "docs" / "images" / "fallback-threshold.svg"


def write(found: Findings) -> None:
    PICTURE.write_text(beside_others(found), encoding="utf-8")
    CURVES.write_text(threshold_curves(found), encoding="utf-8")
    sections = (
        _head(found), _reached(found), _comparison(found), _intents(found), _stays(found), _language(found),
        _threshold(found), _speed(found), _how(),
    )  # fmt: skip
    PAGE.write_text("\n\n".join(sections) + "\n", encoding="utf-8")


# -- sections ---------------------------------------------------------------------------------------------------------------


def _head(found: Findings) -> str:
    rows = sum(one.n for one in (*found.intents.values(), *found.stays.values()))
    return f"""# What is understood, and what is not

Written by `make understanding` on {found.when}, at {found.commit}; do not edit it by hand. It reads the {rows:,} messages and conversations of
`tests/understanding` and the language sets beside them ([what they are](../tests/understanding/README.md)). They are synthetic, were
written before the training data by people who had seen the intents' definitions only, and are never trained on. Whoever works on the
parsers does look at what they miss, so unseen messages of unseen authors will fare somewhat worse than these.

![Shares that are right, by language and reader; the tables below hold the same figures](images/understanding.svg)"""


def _reached(found: Findings) -> str:
    lines = []
    for code in _codes(found):
        cells = []
        for measure in AIMS:
            value, text = _value(found, measure, code)
            cells.append("–" if value is None else (text if _is_reached(measure, value) else f"**{text}**"))
        lines.append([_name(code), *cells])
    aims = ["*aim*", "≥ 0.93", "≥ 95 %", "≤ 1 %", "≥ 97 %", "≥ 99.5 %"]
    head = [
        "",
        "intents, macro-F1",
        "stays right",
        "wrong complete stays",
        "language, 1st message",
        "language, 2nd message",
    ]
    short = _short(found)
    below = "\n".join(f"- {line}" for line in short) if short else "Every aim is reached."
    return f"""## Aims

{_table(head, [aims, *lines])}

What falls short (bold above):

{below}"""


def _short(found: Findings) -> list[str]:
    lines = []
    for measure, (title, aim) in AIMS.items():
        missed = [
            f"{_name(code)} {text}"
            for code in _codes(found)
            for value, text in [_value(found, measure, code)]
            if value is not None and not _is_reached(measure, value)
        ]
        if missed:
            wanted = f"{aim:g}" if measure == "intents" else f"{aim:.1%}"
            lines.append(f"{title} (aim {wanted}): {', '.join(missed)}.")
    unseen = [_name(code) for code in sets.SPOKEN if code not in found.intents or code not in found.stays]
    return lines + ([f"No complete sets yet: {', '.join(unseen)}."] if unseen else [])


def _value(found: Findings, measure: str, code: str) -> tuple[float | None, str]:
    if measure == "intents":
        value = found.intents[code].macro_f1 if code in found.intents else None
        return value, "" if value is None else f"{value:.3f}"
    if measure in ("stays", "wrong"):
        one = found.stays.get(code)
        value = None if one is None else (one.share if measure == "stays" else one.wrong / one.n)
    else:
        spoken = (found.first if measure == "first" else found.second).get(code)
        value = None if spoken is None else spoken.share
    return value, "" if value is None else f"{value:.1%}"


def _is_reached(measure: str, value: float) -> bool:
    aim = AIMS[measure][1]
    return value <= aim if measure == "wrong" else value >= aim


def _comparison(found: Findings) -> str:
    parts = ["## Beside others", _COMPARED]
    for kind, title in (
        ("stays", "Stays"),
        ("language", "Language of a first message"),
        ("intents", "Intents"),
    ):
        known = found.compared.get(kind)
        if known:
            parts += [f"### {title}", _compared_note(kind, known), _compared_table(kind, known)]
    return "\n\n".join(parts)


_COMPARED = """`make compare` puts the same messages before libraries, each in a process and an environment of its own; `ARGS=--diet` trains and asks Rasa's
default pipeline too. Libraries are told each message's true language and the right today; ours finds the language itself."""


def _compared_note(kind: str, known: Mapping[str, Any]) -> str:
    since = "" if known["sets"] == sets.digest() else " The sets have changed since."
    stamp = f"Measured on {known['date']} at {known['commit']}.{since}"
    if kind == "stays":
        overran = sum(one.get("overran", 0) for row in known["languages"].values() for one in row.values())
        return (
            "Single messages and their days only, since libraries know neither turns nor people. Duckling (0.4.0 of its native binding) and "
            "dateparser 1.5 get the same glue: the first day is the check-in, the second the check-out, else as many nights as an "
            f"expression for “N nights” in six languages finds. {overran} messages took a library longer than five seconds. {stamp}"
        )
    if kind == "language":
        return f"langdetect (seeded) and py3langid, both restricted to our six languages. {stamp}"
    learned = known["learned"]
    names = ", ".join(_name(code) for code in sets.SPOKEN if code in learned["languages"])
    return (
        f"Rasa 3.6.21's default pipeline, its own thresholds included, trained on {learned['messages']:,} of our messages ({names}) "
        f"for {learned['epochs']} epochs (Rasa's default is 100), which took {learned['seconds'] / 60:.0f} minutes on a busy machine. {stamp}"
    )


def _compared_table(kind: str, known: Mapping[str, Any]) -> str:
    table: Mapping[str, Mapping[str, Mapping[str, Any]]] = known["languages"]
    readers = [name for name in NAMES if any(name in row for row in table.values())]

    def cell(one: Mapping[str, Any] | None) -> str:
        if not one:
            return "–"
        share = f"{one['right'] / one['n']:.1%}"
        if kind == "stays":
            return f"{share}, wrong {one['wrong'] / one['n']:.1%}"
        return f"{share}, F1 {one['macro_f1']:.3f}" if kind == "intents" else share

    rows = [
        [_name(code), str(table[code]["ours"]["n"]), *(cell(table[code].get(name)) for name in readers)]
        for code in sets.SPOKEN
        if code in table
    ]
    return _table(["", "messages", *(NAMES[name] for name in readers)], rows)


def _intents(found: Findings) -> str:
    rows = [
        [_name(code), str(one.n), f"{one.share:.1%}", f"{one.macro_f1:.3f}"]
        for code, one in found.intents.items()
    ]
    confusions = [
        f"- **{_name(code)}**: "
        + "; ".join(
            f"`{each['expected']}` taken for `{each['found']}` ({each['times']})" for each in one.confusion
        )
        for code, one in found.intents.items()
        if one.confusion
    ]
    return f"""## Intents

{_table(["", "messages", "right", "macro-F1"], rows)}

The most frequent confusions (`nlu_fallback`: the bot asks again):

{_lines(confusions)}"""


def _stays(found: Findings) -> str:
    rows = [
        [
            _name(code),
            str(one.n),
            f"{one.share:.1%}",
            f"{one.wrong} ({one.wrong / one.n:.1%})",
            str(one.incomplete),
        ]
        for code, one in found.stays.items()
    ]
    keys = sorted({key for one in found.stays.values() for key in one.by_key})
    by_key = [
        [_name(code), *(f"{one.by_key[key]:.1%}" if key in one.by_key else "–" for key in keys)]
        for code, one in found.stays.items()
    ]
    misses = [
        f"- {_name(code)}: {_quoted(row)} → {_days(seen)}, expected {_wanted(row)} ({verdict})"
        for code, one in found.stays.items()
        for row, seen, verdict in sorted(one.misses, key=lambda miss: miss[2] != "wrong")[:MISSES]
    ]
    return f"""## Stays

A stay is *wrong* when it is complete and not what was meant, the fault that books a wrong room; *incomplete* when the bot would ask on.
Conversations count once, by what is known after their last message.

{_table(["", "messages and conversations", "right", "wrong", "incomplete"], rows)}

By what was expected:

{_table(["", *keys], by_key)}

Known misses, at most {MISSES} a language, the wrong ones first:

{_lines(misses)}"""


def _language(found: Findings) -> str:
    rows = [
        [
            _name(code),
            str(one.n),
            f"{one.share:.1%}",
            str(found.second[code].n),
            f"{found.second[code].share:.1%}",
        ]
        for code, one in found.first.items()
    ]
    misses = [
        f"- {_name(code)}: {_quoted(row)} → {seen['language'].get('code')}"
        for code, one in found.first.items()
        for row, seen, _ in one.misses[:5]
    ]
    return f"""## Language

First messages are the language sets and the intents' messages of three words and more. Second messages are read remembering a first
one of the same guest; the pairs are drawn the same way each time.

{_table(["", "first messages", "right", "second messages", "right"], rows)}

Known misses among first messages, at most five a language:

{_lines(misses)}"""


def _threshold(found: Findings) -> str:
    steps = [point.threshold for points in found.curves.values() for point in points]
    shown = [step for step in sorted(set(steps)) if 0.2 <= step <= 0.601]
    rows = []
    for step in shown:
        cells = []
        for points in found.curves.values():
            point = next(one for one in points if one.threshold == step)
            cells.append(f"{point.precision:.1%} / {point.answered_right:.1%} / {point.asked_in_vain:.1%}")
        rows.append([f"**{step:g}**" if abs(step - found.threshold) < 1e-9 else f"{step:g}", *cells])
    apart = [
        [f"**{gap:g}**" if gap == found.ambiguity else f"{gap:g}", *(f"{share:.1%}" for share in shares)]
        for gap, shares in found.ambiguous.items()
    ]
    return f"""## When the bot asks again

Below the fallback threshold the guest is asked “did you mean …?”. *Precision* is the share right among what is answered, *recall* the share
of all messages that is answered right, *in vain* the share that was understood and is asked again all the same; messages out of scope are
left out. Why {found.threshold:g}: [decision 0004](decisions/0004-fallback-thresholds.md).

![Precision and recall by threshold, a panel for each language](images/fallback-threshold.svg)

Precision / recall / in vain:

{_table(["threshold", *(_name(code) for code in found.curves)], rows)}

Asking too when the two likeliest intents are closer than this (mean over the languages, threshold {found.threshold:g}):

{_table(["closer than", "answered right", "answered wrong", "asked in vain"], apart)}"""


def _speed(found: Findings) -> str:
    return f"""## Speed

| | measured | aim |
| --- | --- | --- |
| CPU of a message, median | {found.speed.median:.1f} ms | < 4 ms |
| CPU of a message, 99th of 100 | {found.speed.p99:.1f} ms | < 15 ms |
| `posada evaluate`, 1,000 messages after start-up | {found.evaluated} | < 10 s |

The first two: {found.speed.n:,} messages, one at a time in one process: everything that is understood and the intent, without Rasa's own
bookkeeping. The third is the clock of the whole way through Rasa, while other things ran on the machine."""


def _how() -> str:
    return """## To repeat it

```
make understanding            # this page
make compare                  # the libraries' columns (makes .venv-compare first)
make compare ARGS=--diet      # Rasa's default pipeline too (makes .venv-bench first, about 2 GB; trains up to an hour and more)
make compare ARGS="--diet --epochs 30 --languages en,es"
posada evaluate tests/understanding/*.jsonl --errors misses.jsonl
```

`make test` holds each figure to its aim, or to what was reached last where that is less (`tests/understanding/test_gates.py`)."""


# -- words ------------------------------------------------------------------------------------------------------------------


def _codes(found: Findings) -> list[str]:
    return [code for code in sets.SPOKEN if code in found.intents or code in found.stays]


def _name(code: str) -> str:
    return LANGUAGES[code].english_name


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _lines(items: Sequence[str]) -> str:
    return "\n".join(items) if items else "None."


def _quoted(row: Mapping[str, Any]) -> str:
    said = " … ".join(map(str, row["turns"])) if "turns" in row else str(row["text"])
    whole = " ".join(said.split())
    cut = whole if len(whole) <= 160 else whole[:159] + "…"
    return "“" + cut.replace("|", "/").replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;") + "”"


def _days(seen: Mapping[str, Any]) -> str:
    stay, party = seen.get("stay") or {}, seen.get("party") or {}
    open_days = "; ".join(
        f"{one.get('check_in') or '?'} – {one.get('check_out') or '?'}"
        for one in stay.get("ambiguous") or ()
        if "check_in" in one
    )
    said = [f"{stay.get('check_in') or '?'} – {stay.get('check_out') or '?'}"] if stay else ["no stay"]
    said += [f"or: {open_days}"] if open_days else []
    said += [f"{key} {value}" for key, value in party.items() if value not in (None, [], 0)]
    return ", ".join(said)


def _wanted(row: Mapping[str, Any]) -> str:
    if "accept" in row:
        found = "; ".join(f"{one.get('check_in')} – {one.get('check_out')}" for one in row["accept"])
        return found or "no stay"
    return ", ".join(f"{key} {value}" for key, value in row["expected"].items())
