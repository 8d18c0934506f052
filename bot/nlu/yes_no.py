"""Words of consent and refusal. A classifier may say "affirm" of anything; this says whether a word was there."""

from __future__ import annotations

from .reading import Item, Reading
from .text import split

_SHORT = 5
_TERSE = 3
_OPENING = 8
_STRONG_YES = frozenset(
    split(
        "yes yeah yep yup sure ok okay okey correct exactly absolutely definitely si sip vale correcto "
        "exacto claro dale stimmts passt perfecto confirmo adelante sim certo correto exato perfeito confirmar oui "
        "ouais exact parfait ja jawohl jep klar genau richtig stimmt korrekt certo esatto giusto perfetto "
        "confermo beleza combinado fechado afirmativo listo positivo"
    )
) | {"of course", "go ahead", "yes please", "si por favor", "claro que si", "por supuesto", "de acuerdo", "esta bien", "asi es", "sim por favor", "claro que sim", "com certeza",
     "esta bem", "isso mesmo", "pode ser", "d accord", "bien sur", "c est ca", "tout a fait", "ja bitte", "na klar", "in ordnung", "va bene", "d accordo", "si grazie", "that s right",
     "that s fine", "sounds good", "please do", "i confirm", "book it", "pode reservar", "pode confirmar", "je confirme", "c est bon", "alles klar", "tudo certo", "tudo bem"}  # fmt: skip
_RIGHT = frozenset(
    split(
        "right correct correcto exacto perfecto certo correto perfeito exact correct parfait juste richtig korrekt stimmt stimmts perfekt giusto corretto perfetto esatto"
    )
)
"""What closes a sentence that finds everything as it should be."""
_COURTESIES = frozenset(
    split(
        "please por favor gracias muchas thanks thank you very much obrigado obrigada muito merci "
        "beaucoup bitte danke prego grazie mille sir senor senora that s it is es esta ta e c est das ist "
        "va the right one me la lo eso isso que muy so"
    )
)
_SIGHS = frozenset(
    split(
        "ah ahh oh uh um eh euh heu hm hmm mh mm mmm ach och ay uy huy ai uf eita opa ops well bueno pues bon ben bah bom bem beh mah ehm aeh ahm alors tja na so allora"
    )
)
"""What stands before a yes or a no without being one."""
_NO_HARM = frozenset(split("problem problema hay tem worries pasa probleme probleem problemi prob"))


def find_yes_no(reading: Reading) -> str | None:
    """ "yes", "no", or None when neither is said, or when the words belong to a sentence about something else."""
    items = [item for item in reading.items if item.kind in ("word", "number")]
    while len(items) > 1 and items[0].text in _SIGHS and not items[0].has("yes", "no"):
        items = items[1:]
    if not items:
        return None
    first = items[0]
    is_short = len(items) <= _SHORT
    if first.has("no"):
        if len(items) > 1 and items[1].text in _NO_HARM:
            return "yes" if is_short else None
        return "no" if is_short or _is_set_off(reading, first) else None
    if first.has("yes") and not _is_if(reading, first, items):
        if first.text in _STRONG_YES and ((is_short and not _asks(reading)) or _stands_apart(reading, first)):
            return "yes"
        if is_short and not _asks(reading) and is_only_answer(reading):
            return "no" if len(items) > 1 and items[1].has("no") and not items[1].has("yes") else "yes"
    if is_short and not _asks(reading):
        if any(item.has("no") for item in items):
            return (
                None
                if any(item.has("unit", "weekday", "month", "person", "adult") for item in items)
                else "no"
            )
        if len(items) <= _TERSE and any(
            item.text in _STRONG_YES and not _is_if(reading, item, items) for item in items
        ):
            return "yes"
        if items[-1].text.split()[-1] in _RIGHT and not reading.has("no", "not"):
            return "yes"  # "sì, adesso è giusto", "jetzt ist es richtig"
    return None


def is_only_answer(reading: Reading) -> bool:
    """Whether every word is a yes, a no or a courtesy: "claro que sí, gracias"."""
    return all(
        item.has("yes", "no") or item.text in _COURTESIES
        for item in reading.items
        if item.kind in ("word", "number")
    )


def has_evidence(reading: Reading, polarity: str) -> bool:
    """Whether any word of a yes (or a no) stands in the message at all."""
    return reading.has(polarity)


def _is_if(reading: Reading, item: Item, items: list[Item]) -> bool:
    """Spanish and Italian "si" without its accent, in the middle of a sentence, is an if or a reflexive."""
    if item.text != "si" or len(items) <= 2 or reading.text[item.start : item.end].lower() != "si":
        return False
    after = reading.at(reading.items.index(item) + 1)
    return after.kind != "mark" and not after.has("yes") and after.text not in _COURTESIES


def _is_set_off(reading: Reading, first: Item) -> bool:
    """ "sí, pero…", "no. Quiero…": a mark follows the first word."""
    behind = reading.at(reading.items.index(first) + 1)
    return behind.kind == "mark" and behind.text in ",.!;\n-:"


def _stands_apart(reading: Reading, first: Item) -> bool:
    """A yes that opens a sentence which is no question: "yes I would like breakfast too"."""
    return _is_set_off(reading, first) or (not _asks(reading) and len(reading.items) <= _OPENING)


def _asks(reading: Reading) -> bool:
    return any(item.text == "?" for item in reading.items)
