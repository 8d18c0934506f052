"""What the page shows: readers beside each other, and the fallback threshold's curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from common.languages import LANGUAGES
from ops.compare import chart, sets
from ops.compare.figures import AIMS
from ops.compare.findings import Findings

NAMES = {
    "ours": "Posada", "diet": "Rasa's default (DIET)", "duckling": "Duckling", "dateparser": "dateparser",
    "langdetect": "langdetect", "py3langid": "py3langid",
}  # fmt: skip


def beside_others(found: Findings) -> str:
    """Ours as measured now, the others as compared last."""
    intents = {code: one.macro_f1 or 0.0 for code, one in found.intents.items()}
    stays = {code: one.share for code, one in found.plain_stays.items()}
    first = {code: one.share for code, one in found.first.items()}
    panels = [
        chart.Panel(
            "Intents, macro-F1", *_rows("intents", ("diet",), intents, found), aim=AIMS["intents"][1], low=0.6
        ),
        chart.Panel(
            "Days of single messages, right", *_rows("stays", ("duckling", "dateparser"), stays, found)
        ),
        chart.Panel(
            "Language of a first message",
            *_rows("language", ("langdetect", "py3langid"), first, found),
            aim=AIMS["first"][1],
            low=0.8,
        ),
    ]
    return chart.dots(panels, "How much is understood, by language: Posada beside other readers")


def _rows(
    kind: str, others: Sequence[str], ours: Mapping[str, float], found: Findings
) -> tuple[list[str], list[tuple[str, dict[str, float]]]]:
    """The readers' names, and by language what each got right."""
    compared = (found.compared.get(kind) or {}).get("languages", {})
    rows = []
    for code in (code for code in sets.SPOKEN if code in ours):
        shares = {NAMES["ours"]: ours[code]}
        for name in others:
            one = compared.get(code, {}).get(name)
            if one:
                shares[NAMES[name]] = one["macro_f1"] if kind == "intents" else one["right"] / one["n"]
        rows.append((code, shares))
    return [NAMES[name] for name in ("ours", *others)], rows


def threshold_curves(found: Findings) -> str:
    shown = {
        LANGUAGES[code].english_name: [(one.threshold, one.precision, one.answered_right) for one in points]
        for code, points in found.curves.items()
    }
    names = ("precision of what is answered", "recall: answered right, of all")
    return chart.curves(
        shown, chosen=found.threshold, names=names, described="Precision and recall by fallback threshold"
    )
