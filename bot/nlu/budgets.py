"""What a stay may cost: "under 100 € a night", "no más de cien euros", "zwischen 80 und 110 Euro", "80 euro massimo".

A number alone is no price: a currency or "a night" has to stand beside it. Pure.
"""

from __future__ import annotations

import re
from typing import Any

from common.languages import SPOKEN

from .numbers import number_words
from .text import fold

_HUNDREDS = {
    100: "a hundred|one hundred|hundred|cien|cem|cent|hundert|einhundert|cento",
    150: "a hundred and fifty|one fifty|ciento cincuenta|cento e cinquenta|cent cinquante|hundertfunfzig|einhundertfunfzig|centocinquanta",
    120: "a hundred and twenty|ciento veinte|cento e vinte|cent vingt|hundertzwanzig|einhundertzwanzig|centoventi",
    200: "two hundred|doscientos|doscientas|duzentos|deux cent|deux cents|zweihundert|duecento",
    300: "three hundred|trescientos|trezentos|trois cent|trois cents|dreihundert|trecento",
    400: "four hundred|cuatrocientos|quatrocentos|quatre cent|quatre cents|vierhundert|quattrocento",
    500: "five hundred|quinientos|quinhentos|cinq cent|cinq cents|funfhundert|cinquecento",
    1000: "a thousand|one thousand|mil|mille|tausend",
}
_TENS = {
    fold(word): number.value
    for language in SPOKEN
    for word, number in number_words(language).items()
    if number.value >= 20 and not number.is_ordinal
}
_SPELT = {word: value for value, words in _HUNDREDS.items() for word in words.split("|")} | _TENS
_WORDS = "|".join(sorted(_SPELT, key=len, reverse=True))
_AMOUNT = (
    rf"(?P<amount>\d{{1,3}}(?:[., ]\d{{3}})+|\d{{1,2}} ?mil\b|\d{{2,6}}|(?:{_WORDS})\b)(?:[.,]\d{{1,2}})?"
)
_CURRENCIES = {
    "EUR": r"€|euros?|eur",
    "USD": r"us\$|usd|us dollars?",
    "GBP": r"£|gbp|pounds?|quid|libras|sterling|pfund|sterline",
    "CHF": r"chf|francs? suisses?|franken|sfr\.?|fr\.",
    "BRL": r"r\$|brl|reais",
    "MXN": r"mxn|pesos mexicanos",
    "": r"\$|dollars?|dolares|dolare?|dollari|pesos|bucks|francs?|franchi|pavos|balles|mangos|pila",
}
_CURRENCY = "(?:{})".format("|".join(words for words in _CURRENCIES.values()))
_BUDGET = (
    r"(?:budget|presupuesto|orcamento)(?: (?:is|of|would be|around|about|es|seria|de|del|maximo|maxima|unos|e|sera|uns|est|ist|liegt|ware|bei|von|bis|di|circa|"
    r"per|por|pro|par|a|la|the|die|night|noche|noite|nuit|nacht|notte))*"
)
_LIMIT = (
    r"(?:under|below|less than|cheaper than|maxi(?:mum|mo|male?)?\.?(?: of)?|max\.?|up to|no more than|not more than|at most|(?:not|nothing|anything not) over|within|"
    rf"(?:can|could) (?:spend|pay|afford)|{_BUDGET}|"
    r"menos de|por debajo de|hasta|tope(?: de)?|no mas de|como mucho|ate|no maximo|abaixo d[eo]s?|nao mais (?:de|que|do que)|"
    r"moins de|jusqu'?a|pas plus de|sous les|en dessous de|en[ -]dessous de|unter|bis zu|bis|maximal|hochstens|nicht mehr als|nicht uber|nicht teurer als|weniger als|"
    r"meno di|sotto i|massimo|al massimo|fino a|non piu di|entro i?|non oltre i?|"
    r"(?:not?|nothing|don'?t|can'?t|cannot|won'?t|nao|n[e']|pas|nicht|non)\W(?:\w+ ){0,5}?(?:more than|over|above|exceed(?:ing)?|mas de|mais (?:de|que|do que)|plus de|mehr als|uber|piu di|oltre|"
    r"pas[ea]r? de|passe de|passar de|exced\w+|depasser|superar[ei]?|superi|ultrapass\w+))"
)
_BEHIND = (
    r"(?:max(?:imum|imo|i)?|or less|tops|at most|como maximo|maximo|como (?:mucho|tope)|o menos|de tope|no maximo|ou menos|au (?:plus|maximum)|grand max(?:imum)?|ou moins|hochstens|maximal|"
    r"(?:is|ware?|ist|es|e|est|sont) (?:my|our|the|mein|unser|das|mi|nuestro|el|meu|o|mon|notre|le|il mio|il nostro) (?:limit\w*|max\w*|budget|tope|presupuesto|orcamento|massimo)|al massimo|massimo|o meno)"
)
_GAP = r"(?:(?: is| es| e| ist| est| de| von| di| about| around| unos| unas| uns| los| las| les| the| den| die| dos| i| environ| etwa| circa| ungefahr)? ){0,2}"
_MONEY = rf"(?:(?P<before>{_CURRENCY})\s?{_AMOUNT}|{_AMOUNT.replace('amount', 'amount2')}\s?(?P<behind>{_CURRENCY})?)"
_LOWER = rf"(?:{_CURRENCY}\s?)?(?:\d{{2,5}}|(?:{_WORDS})\b)(?:\s?{_CURRENCY})?"
_BUDGETS = tuple(
    re.compile(form)
    for form in (
        rf"(?<!\w)(?:between|entre|zwischen|tra|fra|(?:^|(?<=[,;.] )|(?<=algo ))(?:from|de|von|da)) {_LOWER} ?(?:and|to|y|a|e|et|und|bis|-) ?(?:les |los |i )?{_MONEY}(?!\w)",
        rf"(?<![\w./,-])(?:{_CURRENCY}\s?)?\d{{2,4}} ?- ?{_MONEY}(?!\w)",
        rf"(?<!\w){_LIMIT}{_GAP}[ :]*{_MONEY}(?!\w)",
        rf"(?<![\w.,]){_MONEY}(?!\w)[ ,]*{_BEHIND}\b",
    )
)
_PERIOD = r"(?:night|noche|noite|nuit(?:ee)?|nacht|notte|nite|day|dia|diaria|jour|tag|giorno)"
_NIGHTLY = re.compile(
    rf"^\W*(?:max\w*\W*)?(?:(?:a|per|por|la|par|pro|each|die|je|al?|cada|une|the|am) ?{_PERIOD}\b|/ ?(?:{_PERIOD}|n)\b|nightly|p/?n\b)"
)
_WHOLE = re.compile(
    r"^\W*(?:(?:max\w*|tops)\W*)?(?:in total|total|en total|no total|au total|insgesamt|in totale|all in|for the (?:whole |entire )?stay|todo|in all|tutto|"
    r"(?:for|para|por|pour|fur|per|x) (?:all |the |las |as |les |die |le )?(?:\d{1,2}|two|three|four|five|dos|tres|cuatro|duas|quatro|deux|trois|quatre|zwei|drei|vier|due|tre|quattro) (?:nights|noches|noites|nuits|nachte|notti|days|dias|jours|tage|giorni))\b"
)
_OF_ELSE = re.compile(
    r"^\W*(?:(?:a|per|por|pro|par|p) ?(?:person|persona|pessoa|personne|head|kopf|pers|pax|cabeza|cabeca|tete|testa)\b|p\.?/?p\b|each\b|cada uno|chacun|"
    r"(?:for|para|por|pour|fur|per) (?:the |el |la |o |a |le |das |il |un |a )?(?:breakfast|parking|dinner|lunch|taxi|transfer|desayuno|cena|cafe|jantar|estacionamento|petit|diner|fruhstuck|parkplatz|abendessen|colazione|parcheggio))"
)
"""Behind a price of something else than the room."""

_PLAIN_LIMIT = re.compile(
    r"max|under|below|up to|more than|at most|menos de|hasta|no mas|mucho|ate|abaixo|mais (?:de|que)|moins|jusqu|pas plus|dessous|unter|bis|hochstens|mehr als|uber|"
    r"meno di|sotto|fino|piu di|oltre|budget|presupuesto|orcamento"
)
_SHORT = 40
"""Characters."""
_LEAST_PLAIN, _MOST_PLAIN = 40, 999


def find_budget(text: str) -> dict[str, Any] | None:
    """{"amount": whole units, "currency": ISO code or None for the hotel's own, "per": "night", "stay" or None}; None when no limit is named."""
    folded = fold(text)
    for form in _BUDGETS:
        for found in form.finditer(folded):
            written = found.group("amount") or found.group("amount2")
            said = found.group("before") or found.group("behind")
            per = _per(found.group(), folded[found.end() :])
            is_named = "budget" in found.group() and per is not None
            rest = folded[found.end() :]
            is_price = said is not None or per == "night" or is_named or _is_plain(folded, found, rest)
            if not is_price or _OF_ELSE.match(rest):
                continue
            return {"amount": _amount(written), "currency": _iso(said), "per": per}
    return None


def _is_plain(folded: str, found: re.Match[str], rest: str) -> bool:
    """ "Máximo 80", "fino a 90": a short message that ends with a limit no count of people, days or hours has."""
    written = found.group("amount") or found.group("amount2")
    lead = found.group()[: -len(written)]
    return (
        len(folded) <= _SHORT
        and bool(_PLAIN_LIMIT.search(lead))
        and not re.search(r"\w", rest)
        and _LEAST_PLAIN <= _amount(written) <= _MOST_PLAIN
    )


def _per(phrase: str, rest: str) -> str | None:
    if _NIGHTLY.match(rest) or re.search(rf"(?:per|por|pro|par|a|la) {_PERIOD}\b", phrase):
        return "night"
    return "stay" if _WHOLE.match(rest) else None


def _amount(written: str) -> int:
    if written in _SPELT:
        return _SPELT[written]
    digits = int(re.sub(r"\D", "", written))
    return digits * 1000 if written.endswith("mil") else digits


def _iso(said: str | None) -> str | None:
    if said is None:
        return None
    return next((code for code, words in _CURRENCIES.items() if re.fullmatch(words, said)), "") or None
