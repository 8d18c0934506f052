"""What a guest wishes of a room beside its type ("sea view", "twin beds") and what it may cost ("under 100 € a night")."""

from __future__ import annotations

import re
from typing import Any

from .text import fold

_FEATURES = (
    (
        "sea_view",
        r"(?:sea|ocean|beach|water)[ -]?(?:view|front|facing)\w*|views? (?:of|over|to) the (?:sea|ocean|beach)|facing the (?:sea|ocean)|"
        r"vistas? (?:al|del|a la|sobre el|sobre la) (?:mar|oceano|playa)|frente al mar|vista (?:para o|pro|ao|de|do|sobre o|para a) (?:mar|oceano|praia)|de frente (?:para o|pro) mar|"
        r"vue (?:sur )?(?:la |l'|l )?(?:mer|ocean|plage)|cote mer|meer(?:es)?blick|seeblick|blick (?:aufs|auf das|zum) (?:meer|see)|"
        r"vista (?:sul )?mare|fronte mare|lato mare",
    ),
    ("balcony", r"balcon(?:y|ies|es)?|balcao|varanda|sacada|balkon|balcone"),
    ("terrace", r"terrace|terraza|terraco|terrasse|terrazz[ao]"),
    ("bathtub", r"bath ?tubs?|banera|tina|banheira|baignoire|badewanne|vasca(?: da bagno)?"),
    ("fridge", r"fridge|refrigerator|mini ?bar|nevera|frigobar|heladera|frigorifico|geladeira|frigo|refrigerateur|kuhlschrank|frigorifero"),
    ("air_conditioning", r"air[ -]?con(?:ditioning|ditioner|ditioned)?|aire acondicionado|ar[ -]condicionado|clim(?:atisation|atisee)?|klimaanlage|aria condizionata"),
    (
        "twin_beds",
        r"twin beds?|(?:two|2) (?:single|separate) beds|separate beds|beds apart|camas? (?:separadas|gemelas|individuales|de solteiro)|(?:dos|2|duas) camas|"
        r"lits? (?:separes|jumeaux|simples)|(?:deux|2) lits|getrennte\w* betten|(?:zwei|2) (?:einzel)?betten|einzelbetten|"
        r"letti (?:separati|singoli|gemelli)|(?:due|2) letti",
    ),
    (
        "double_bed",
        r"(?:king|queen)(?:[ -]?size)?(?: bed)?|double bed|big bed|large bed|cama (?:grande|matrimonial|de matrimonio|doble|de casal|king|queen)|grand lit|lit (?:double|king|queen)|"
        r"doppelbett|grosse[ns]? bett|letto (?:matrimoniale|grande|king)",
    ),
    (
        "quiet",
        r"(?:quiet|silent|peaceful|calm)(?:er|est)? (?:room|side|floor|place|one)|away from (?:the )?(?:lift|elevator|street|noise|road)|(?:habitacion|cuarto|zona|pieza) (?:muy |mas )?(?:tranquil[ao]|silencios[ao])|"
        r"lejos del (?:ascensor|ruido)|sin ruido|quarto (?:bem |mais )?(?:tranquilo|sossegado|silencioso|calmo)|longe do (?:elevador|barulho)|chambre (?:tres |plus )?(?:calme|tranquille|silencieuse)|"
        r"loin de (?:l'ascenseur|la rue)|cote (?:cour|jardin)|ruhige\w* (?:zimmer|seite|lage)|zimmer (?:das )?ruhig|(?:weg|entfernt) vom (?:aufzug|fahrstuhl)|camera (?:molto |piu )?(?:tranquilla|silenziosa)|lontan[oa] dall'ascensore",
    ),
    (
        "high_floor",
        r"(?:high(?:er|est)?|upper|top) floor|high up|(?:piso|planta)s? (?:mas )?(?:alt[oa]s?|superior)|andar (?:mais )?alto|etage (?:eleve|superieur)|dernier etage|"
        r"hohe[nrs]? (?:stockwerk|etage)|hohere[nsr]? (?:stockwerk|etage)|(?:weit |ganz )oben|piano (?:piu )?alto|piani alti",
    ),
    (
        "low_floor",
        r"(?:ground|low(?:er|est)?) floor|planta baja|piso bajo|andar (?:mais )?baixo|terreo|res[ -]do[ -]chao|rez[ -]de[ -]chaussee|erdgeschoss|"
        r"untere[nrs]? (?:stockwerk|etage)|piano terra|piano basso|pianterreno",
    ),
    (
        "accessible",
        r"wheelchair\w*|step[ -]?free|(?:accessible|disabled|handicap\w*) (?:room|bathroom|shower)|silla de ruedas|(?:habitacion|bano) (?:adaptad[ao]|accesible)|cadeira de rodas|quarto (?:adaptado|acessivel)|"
        r"fauteuil roulant|chambre (?:pmr|accessible|adaptee)|\bpmr\b|rollstuhl\w*|barrierefrei\w*|behindertengerecht\w*|sedia a rotelle|carrozzina|camera (?:accessibile|per disabili)",
    ),
    (
        "connecting",
        r"(?:connecting|adjoining|communicating|adjacent|interconnecting) (?:rooms?|doors?)|rooms? (?:next to|beside|close to) each other|(?:habitaciones|cuartos|quartos) (?:comunicad[ao]s|contigu[ao]s|conectad[ao]s|junt[ao]s|pegad[ao]s|lado a lado)|"
        r"chambres? (?:communicantes?|cote a cote|attenantes?|voisines)|verbindungstur|verbundene zimmer|zimmer nebeneinander|nebeneinander(?:liegende)?|camere (?:comunicanti|vicine|attigue)",
    ),
    ("extra_bed", r"extra bed|rollaway|cama (?:extra|supletoria|adicional)|lit (?:supplementaire|d'appoint)|zustellbett|zusatzbett|letto aggiuntivo|terzo letto"),
    ("non_smoking", r"non[ -]?smok\w+|smoke[ -]?free|no fumador\w*|nao fumad\w+|non[ -]?fumeurs?|nichtraucher\w*|non fumator\w*"),
)  # fmt: skip
_NAMED = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in _FEATURES)
_REFUSED = re.compile(
    r"\b(?:no|not|without|don'?t|sin|sem|nao|sans|pas|ohne|kein\w*|nicht|senza|non)(?: \w+){0,3} $"
)

_AMOUNT = r"(?P<amount>\d{1,3}(?:[., ]\d{3})+|\d{2,6})(?:[.,]\d{1,2})?"
_CURRENCIES = {
    "EUR": r"€|euros?|eur",
    "USD": r"us\$|usd|us dollars?",
    "GBP": r"£|gbp|pounds?|quid|libras|sterling",
    "CHF": r"chf|francs? suisses?|franken|sfr",
    "BRL": r"r\$|brl|reais",
    "MXN": r"mxn|pesos mexicanos",
    "": r"\$|dollars?|dolares|dolare?|pesos|bucks|francs?|franchi",
}
_CURRENCY = "(?:{})".format("|".join(words for words in _CURRENCIES.values()))
_LIMIT = (
    r"(?:under|below|less than|cheaper than|max(?:imum|imo)?\.?(?: of)?|up to|no more than|not more than|at most|not over|within|budget(?: is| of|:)?|"
    r"menos de|por debajo de|hasta|tope(?: de)?|no mas de|como mucho|presupuesto(?: es)?(?: de)?|ate|no maximo|abaixo de|orcamento(?: e)?(?: de)?|"
    r"moins de|maximum|jusqu'?a|pas plus de|budget de|sous les|unter|bis zu|bis|maximal|hochstens|nicht mehr als|nicht uber|weniger als|budget von|"
    r"meno di|sotto i|massimo|al massimo|fino a|non piu di|entro i?|budget di)"
)
_BEHIND = r"(?:max(?:imum|imo)?|or less|tops|at most|como maximo|maximo|como mucho|o menos|de tope|no maximo|ou menos|au (?:plus|maximum)|ou moins|hochstens|maximal|al massimo|massimo|o meno)"
_GAP = r"(?:(?: is| es| e| ist| est| de| von| di| about| unos| uns| environ| etwa| circa)? )?"
_MONEY = rf"(?:(?P<before>{_CURRENCY})\s?{_AMOUNT}|{_AMOUNT.replace('amount', 'amount2')}\s?(?P<behind>{_CURRENCY})?)"
_BUDGETS = tuple(
    re.compile(form)
    for form in (
        rf"(?<!\w){_LIMIT}{_GAP}[ :]*{_MONEY}(?!\w)",
        rf"(?<![\w.,]){_MONEY}(?!\w)[ ,]*{_BEHIND}\b",
    )
)
_NIGHTLY = re.compile(
    r"^\W*(?:max\w*\W*)?(?:(?:a|per|por|la|par|pro|each|die|je|al?|cada|each|die|une) ?(?:night|noche|noite|nuit|nacht|notte|nite)|/ ?(?:night|noche|noite|nuit|nacht|notte|n)\b|nightly|p/?n\b)"
)
_WHOLE = re.compile(
    r"^\W*(?:in total|total|en total|no total|au total|insgesamt|in totale|all in|for the (?:whole )?stay|todo|in all)\b"
)


def find_room_wishes(text: str) -> list[str]:
    """Names of what the room should have, each once, in the order of the table; what is refused is left out.

    "sea_view", "balcony", "terrace", "bathtub", "fridge", "air_conditioning", "twin_beds", "double_bed", "quiet", "high_floor", "low_floor",
    "accessible", "connecting", "extra_bed", "non_smoking"; where a hotel's room types list such an amenity it has the same name.
    """
    folded = fold(text)
    return [
        name
        for name, words in _NAMED
        if any(not _is_refused(folded, found) for found in words.finditer(folded))
    ]


def find_budget(text: str) -> dict[str, Any] | None:
    """{"amount": whole units, "currency": ISO code or None for the hotel's own, "per": "night", "stay" or None}; None when no limit is named.

    A number alone is no price: a currency or "a night" has to stand beside it.
    """
    folded = fold(text)
    for form in _BUDGETS:
        for found in form.finditer(folded):
            written = found.group("amount") or found.group("amount2")
            said = found.group("before") or found.group("behind")
            rest = folded[found.end() :]
            per = "night" if _NIGHTLY.match(rest) else "stay" if _WHOLE.match(rest) else None
            if said is None and per != "night":
                continue
            return {"amount": int(re.sub(r"\D", "", written)), "currency": _iso(said), "per": per}
    return None


def _iso(said: str | None) -> str | None:
    if said is None:
        return None
    return next((code for code, words in _CURRENCIES.items() if re.fullmatch(words, said)), "") or None


def _is_refused(folded: str, found: re.Match[str]) -> bool:
    return bool(_REFUSED.search(folded[: found.start()][-24:])) and found.group() not in ("sin ruido",)
