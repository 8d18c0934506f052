"""Scoring understanding against written expectations: intents, languages, stays. Pure: answers in, figures out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

Kind = Literal["intents", "language", "stays"]
Verdict = Literal["right", "wrong", "incomplete"]

PARTY_KEYS = ("adults", "children", "children_ages", "people", "rooms")
STAY_KEYS = ("check_in", "check_out", "nights")


def kind_of(row: Mapping[str, Any]) -> Kind:
    """By its keys, as INTERFACES says. Raises ValueError."""
    if "text" not in row and "turns" not in row:
        raise ValueError("neither 'text' nor 'turns'")
    if "intent" in row:
        return "intents"
    if "expected" in row or "accept" in row:
        return "stays"
    if "lang" in row:
        return "language"
    raise ValueError("none of 'intent', 'expected', 'accept' and 'lang'")


@dataclass
class Tally:
    """Figures of one file. wrong: complete stays that are wrong; incomplete: the bot would ask on."""

    kind: Kind
    verdicts: list[tuple[str, Verdict]] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    keys: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Mapping[str, Any], seen: Mapping[str, Any]) -> Verdict:
        """seen: the shape of `posada understand --json`, of the last turn."""
        verdict = self._judge(row, seen)
        self.verdicts.append((str(row.get("lang") or "?"), verdict))
        return verdict

    def figures(self) -> dict[str, Any]:
        figures: dict[str, Any] = {
            "kind": self.kind,
            "n": len(self.verdicts),
            "accuracy": _share(self.verdicts),
            "by_language": {
                language: _share([one for one in self.verdicts if one[0] == language])
                for language in sorted({one[0] for one in self.verdicts})
            },
        }
        if self.kind == "intents":
            figures["macro_f1"] = round(macro_f1(self.pairs), 4)
            figures["confusion"] = worst(self.pairs)
        if self.kind == "stays":
            count = Counter(verdict for _, verdict in self.verdicts)
            figures["wrong"], figures["incomplete"] = count["wrong"], count["incomplete"]
            figures["by_key"] = {
                key: round(sum(hits) / len(hits), 4) for key, hits in sorted(self.keys.items())
            }
        return figures

    def _judge(self, row: Mapping[str, Any], seen: Mapping[str, Any]) -> Verdict:
        if self.kind == "intents":
            found = str((seen.get("intent") or {}).get("name"))
            accepted = {row["intent"], *(row.get("alt_intents") or ())}
            self.pairs.append((str(row["intent"]), str(row["intent"]) if found in accepted else found))
            return "right" if found in accepted else "wrong"
        if self.kind == "language":
            found = str((seen.get("language") or {}).get("code"))
            return "right" if found in {row["lang"], *(row.get("also") or ())} else "wrong"
        if "accept" in row:
            return judge_candidates(row["accept"], seen.get("stay"))
        return self._judge_keys(row["expected"], seen)

    def _judge_keys(self, expected: Mapping[str, Any], seen: Mapping[str, Any]) -> Verdict:
        stay, party = seen.get("stay") or {}, _with_babies(seen.get("party") or {})
        hits: dict[str, bool] = {}
        for key in (*STAY_KEYS, *PARTY_KEYS):
            if key in expected:
                found = stay.get(key) if key in STAY_KEYS else party.get(key)
                hits[key] = (found or None) == (expected[key] or None)
                self.keys[key].append(hits[key])
        if all(hits.values()):
            return "right"
        missed = [key for key, hit in hits.items() if not hit]
        said = [stay.get(key) if key in STAY_KEYS else party.get(key) for key in missed]
        # A stay with both its days, one of them not what was meant, is the fault that books a wrong room.
        is_complete = bool(stay.get("check_in") and stay.get("check_out"))
        dates_missed = any(key in STAY_KEYS for key in missed)
        is_wrong = is_complete if dates_missed else any(value not in (None, []) for value in said)
        return "wrong" if is_wrong else "incomplete"


def _with_babies(party: Mapping[str, Any]) -> Mapping[str, Any]:
    """A baby counts among the children, as for the desk; one without an age is less than a year old."""
    babies = party.get("infants")
    if not babies:
        return party
    children, ages = party.get("children") or 0, list(party.get("children_ages") or ())
    missing = max(0, babies - max(0, len(ages) - children))
    return {**party, "children": children + babies, "children_ages": ages + [0] * missing}


def judge_candidates(accept: Sequence[Mapping[str, Any]], stay: Mapping[str, Any] | None) -> Verdict:
    """accept: every stay the words allow; empty when no stay is said.

    "Some time in March" is no stay either: an open window, which names a field and no candidate for it, claims no day, so it is
    right where no stay is said. A day, nights or candidates that nobody said are incomplete there, a whole stay is wrong.
    """
    stay = stay or {}
    whole = _readings(stay)
    complete = bool(stay.get("check_in") and stay.get("check_out"))
    found = [stay] if complete else whole
    if not accept:
        claims = [one for one in stay.get("ambiguous") or () if one.get("candidates") != []]
        says_something = claims or any(stay.get(key) for key in STAY_KEYS)
        return "right" if not says_something else ("wrong" if found else "incomplete")
    if not found:
        return "incomplete"
    wanted = {(one.get("check_in"), one.get("check_out")) for one in accept}
    if all((one["check_in"], one["check_out"]) in wanted for one in found):
        return "right"
    return "wrong" if complete else "incomplete"


def _readings(stay: Mapping[str, Any]) -> list[dict[str, str]]:
    """Every whole stay that an open one leaves: as pairs, or of one day with candidates and the other or the nights known."""
    open_fields = stay.get("ambiguous") or ()
    whole = [dict(one) for one in open_fields if one.get("check_in") and one.get("check_out")]
    if whole:
        return whole
    left = {
        one.get("field"): [value for value in one.get("candidates") or () if value] for one in open_fields
    }
    arrivals = [stay["check_in"]] if stay.get("check_in") else left.get("check_in") or []
    departures = [stay["check_out"]] if stay.get("check_out") else left.get("check_out") or []
    lengths = [stay["nights"]] if stay.get("nights") else left.get("nights") or []
    if departures:
        return [
            {"check_in": first, "check_out": last}
            for first in arrivals
            for last in departures
            if first < last
        ]
    return [
        {"check_in": first, "check_out": (date.fromisoformat(first) + timedelta(days=nights)).isoformat()}
        for first in arrivals
        for nights in lengths
    ]


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """pairs: (expected, found). The mean over the expected names of the harmonic mean of precision and recall."""
    names = {expected for expected, _ in pairs}
    scores = []
    for name in names:
        hits = sum(1 for expected, found in pairs if expected == found == name)
        said = sum(1 for _, found in pairs if found == name)
        meant = sum(1 for expected, _ in pairs if expected == name)
        scores.append(2 * hits / (said + meant))
    return sum(scores) / len(scores) if scores else 0.0


def worst(pairs: Sequence[tuple[str, str]], most: int = 10) -> list[dict[str, Any]]:
    """The most frequent confusions."""
    missed = Counter(pair for pair in pairs if pair[0] != pair[1])
    return [{"expected": e, "found": f, "times": times} for (e, f), times in missed.most_common(most)]


def _share(verdicts: Sequence[tuple[str, Verdict]]) -> float:
    return (
        round(sum(1 for _, verdict in verdicts if verdict == "right") / len(verdicts), 4) if verdicts else 0.0
    )
