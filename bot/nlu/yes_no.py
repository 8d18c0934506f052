"""Words of consent and refusal. A classifier may say "affirm" of anything; this says whether a word was there."""

from __future__ import annotations

from .reading import Reading

_SHORT = 5
_STRONG_YES = frozenset(
    ["yes", "yeah", "yep", "yup", "sure", "ok", "okay", "okey", "correct", "exactly", "absolutely", "definitely", "si", "sip", "vale", "correcto", "exacto", "claro", "dale", "perfecto", "confirmo", "adelante", "sim", "certo", "correto", "exato", "perfeito", "confirmar", "oui", "ouais", "exact", "parfait", "ja", "jawohl", "jep", "klar", "genau", "richtig", "stimmt", "korrekt", "certo", "esatto", "giusto", "perfetto", "confermo", "beleza", "combinado", "fechado", "afirmativo", "listo", "positivo"]
) | {"of course", "go ahead", "yes please", "si por favor", "claro que si", "por supuesto", "de acuerdo", "esta bien", "asi es", "sim por favor", "claro que sim", "com certeza",
     "esta bem", "isso mesmo", "pode ser", "d accord", "bien sur", "c est ca", "tout a fait", "ja bitte", "na klar", "in ordnung", "va bene", "d accordo", "si grazie", "that s right",
     "that s fine", "sounds good", "please do", "i confirm", "book it", "pode reservar", "pode confirmar", "je confirme", "c est bon", "alles klar", "tudo certo", "tudo bem"}  # fmt: skip
_NO_HARM = frozenset(
    ["problem", "problema", "hay", "tem", "worries", "pasa", "probleme", "probleem", "problemi", "prob"]
)


def find_yes_no(reading: Reading) -> str | None:
    """ "yes", "no", or None when neither is said, or when the words belong to a longer sentence about something else."""
    items = [item for item in reading.items if item.kind in ("word", "number")]
    if not items:
        return None
    first = items[0]
    is_short = len(items) <= _SHORT
    if first.has("no"):
        following = items[1] if len(items) > 1 else None
        if following is not None and following.text in _NO_HARM:
            return "yes" if is_short else None
        if is_short or _stands_apart(reading):
            return "no"
        return None
    if first.has("yes") and (
        (is_short and not _asks(reading)) or (first.text in _STRONG_YES and _stands_apart(reading))
    ):
        return _turned(items) if is_short else "yes"
    if is_short and not _asks(reading):
        if any(item.has("no") for item in items):
            return "no" if not any(item.has("unit", "weekday", "month") for item in items) else None
        if any(item.text in _STRONG_YES for item in items):
            return "yes"
    return None


def has_evidence(reading: Reading, polarity: str) -> bool:
    """Whether any word of a yes (or a no) stands in the message at all."""
    return reading.has(polarity)


def _turned(items: list) -> str:  # type: ignore[type-arg]
    """ "está mal" and "that's not right" hold a yes-word behind a no."""
    return (
        "no"
        if any(item.has("no") and not item.has("yes") for item in items[1:2])
        and items[0].text not in _STRONG_YES
        else "yes"
    )


def _stands_apart(reading: Reading) -> bool:
    """ "sí, pero…", "no. Quiero…": a mark follows the first word; or a sentence that is not a question."""
    return (reading.at(1).kind == "mark" and reading.at(1).text in ",.!;\n-:") or (
        not _asks(reading) and len(reading.items) <= 8
    )


def _asks(reading: Reading) -> bool:
    return any(item.text == "?" for item in reading.items)
