"""The answer to "what name?": the name alone, behind what leads to it, or told by its capitals from the words around it. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from .name_parts import MOST_NAME_WORDS, NAME_WORD, PARTICLES, TITLES, Name, is_calendar_anywhere, is_strange
from .references import names_a_code
from .text import fold, split
from .vocabulary import Vocabulary

_LEADS = re.compile(
    r"\W*(?:please |por favor |bitte )?"
    r"(?P<lead>(?:put|book|make|hold) (?:it|them|the room) (?:under|in|for|to)(?: the name(?: of)?)?|under|i'?m|i am|this is|call me|names?|name'?s|my names?|"
    r"(?:pon(?:la|lo|ga|gala|galo|me)?|apunta(?:lo|la)?|va|iria)? ?(?:a nombre de|a nombre)|soy|yo soy|em nome d[aeo]|no nome d[aeo]|sou(?: [oa])?|eu sou(?: [oa])?|"
    r"au nom de|moi c'est|auf den namen|a nome(?: di)?|"
    r"(?P<loose>for|para|para [oa]|pour|fur|per|auf|je suis|ich bin|sono|io sono|it'?s(?: for)?|its|is|es|seria|e|c'est(?: pour)?|est|ist|das ist|sarebbe|la|el|o)) +"
)
"""What a guest may begin the answer to "what name?" with; behind the loose ones a small letter begins anything."""
_OPENS = re.compile(
    r"\W*(?:(?:ok|okay|vale|si|yes|yeah|sure|of course|ja|oui|sim|claro|certo|va bene|hi|hello|hola|gerne)[ ,.!]+)+(?=\w)"
)
_TAILS = re.compile(
    r"(?:[ ,]+(?:please|por favor|porfa(?:vor)?|bitte|svp|s'il vous plait|per favore|prego|thanks|thank you|gracias|merci|danke|grazie|obrigad[oa]|here|speaking|aqui))+\W*$"
)
_CONTRACTED = re.compile(r"(?:we|they|you|i|it|that|there|don|can|won|isn|doesn)['’](?:re|s|ll|ve|d|m|t)")
_STATES = re.compile(r"\w+(?:ed|ing|ful|less|ous)")
_ORIGINS = frozenset(split("de di da do del du dos das von"))
"""Small after "soy" or "je suis" these say where one comes from."""
_WAITS = re.compile(
    r"\W*(?:please |just )?(?:hold on|hang on|wait|give me|let me|one (?:sec\w*|moment|minute)|(?:espera|esperate|aguarda|aguarde|attend\w*|warte\w*|aspett\w*)|"
    r"(?:dame|deme|me da|un|um|ein\w*|une?|so|momento|dammi|mi dia) (?:un |um |uma? )?(?:momento|momentito|segundo|segundito|minuto|minutinho|moment\w*|augenblick|sekunde|seconde|minute|attimo|secondo))\b"
)
_LABEL_WORDS = frozenset(
    split(
        "my name mi nombre meu nome mon nom mein il mio the el o le la apellido surname mail email correo mobile phone tel telefono movil a at to is es e ist est"
    )
)
_OWNERS = re.compile(
    r"\b(?:names?|nombre|nome|nom|namen|(?:my|our|mi|mein\w*|unser\w*|mia|mio|ma|mon|minha|meu) (?:wife|husband|partner|mother|father|mum|mom|dad|mujer|marido|esposa|esposo|pareja|madre|padre|moglie|marito|femme|mari|frau|mann|mutter|vater|mae|pai))\b"
)
_MOST_CHARACTERS = 80
_MOST_PIECES = 6
_LONGEST_LEAD = 3
_REFUSES = frozenset(
    ["no", "not", "don't", "dont", "nao", "non", "ne", "pas", "nicht", "kein", "keine", "isn't", "never"]
)
_NEVER_IN_NAMES = frozenset(
    split(
        "im not don dont doesn won can my me your is are was it its but and yet this that for with what how pero mi que soy es para con porque tengo "
        "quiero mas nao meu minha eu sou com quero ne pas mais mon ma je est pour avec nicht aber mein meine ich ist und fur mit das non mio mia io che per sono"
    )
)
"""In small letters: "Mi" and "Ma" are surnames."""
_FROM = re.compile(
    r"(?:^| )(?:(?:soy|somos|viene|vengo|venimos|viajamos|llegamos|sou|venho|vimos|viemos|viens|venons|suis|sommes|arrivons|sono|siamo|vengo|veniamo|arriviamo)(?: \w+)? (?:de|da|do|di|du)|"
    r"from|desde|depuis|aus|nach|in|en)$"
)
"""Behind these capitals are a place: "somos de Buenos Aires"."""
_STOPS = re.compile(r"(?<=[a-zà-ÿ])[.!?…]+\s+(?=\S)")
"""A full stop behind a word in small letters ends a sentence; behind a capital it may abbreviate."""
_JOINTS = frozenset(("e", "y", "i"))
"""Within a name particles; at its head "e" is what joins it, or the "é" of "é João"."""
_ABBREVIATED = TITLES | frozenset(split("fco ma jr st ste sta wm chr"))


def answered_name(shown: str, vocabularies: list[Vocabulary]) -> Name | None:
    """The answer to "what name?": letters only and no word of a yes, a no or a date, alone or behind what leads to it.

    "Ana Molina", "it's April Summers", "mi marido, Pedro Gil".
    """
    if _WAITS.match(fold(shown)):
        return None
    opening = _OPENS.match(fold(shown))
    if opening and re.search(r"[,.!]", opening.group()):
        shown = "," * opening.end() + shown[opening.end() :]
    tail = _TAILS.search(fold(shown))
    is_polite = tail is not None and tail.group().strip(" ,.!") not in ("here", "aqui", "speaking")
    if (
        is_polite
        and not any(map(str.isupper, shown[: tail.start() if tail else 0]))
        and not _LEADS.match(fold(shown))
    ):
        return None  # "flowers please", "many thanks"
    shown = shown[: tail.start()] if tail else shown
    pieces = [match for match in re.finditer(r"[^,;:\n]+", shown) if match.group().strip()]
    if not pieces:
        return None
    turned = _turned(shown, pieces, vocabularies)
    if turned:
        return turned
    for place, piece in enumerate(pieces[:4]):
        said = piece.group().strip(" .!")
        if shown[piece.end() : piece.end() + 1] == ":":
            continue  # A label, as "fechas:".
        start = piece.start() + piece.group().index(said) if said else piece.start()
        lead = _LEADS.match(fold(said)) if place == 0 else None
        if lead and lead.group("lead") == "im" and vocabularies[0].language != "en":
            lead = None  # "im Treppenhaus"
        if lead and lead.end() < len(said):
            rest = said[lead.end() :]
            is_loose = bool(lead.group("loose")) or (" " not in rest and len(pieces) > 1)
            if _is_name(rest, vocabularies, is_loose=is_loose, is_led=True):
                return rest, (start + lead.end(), start + len(said))
            if fold(said).split()[0] not in PARTICLES:
                continue
        if place == 0:
            is_name = _is_name(said, vocabularies, is_loose=is_polite)
        else:
            is_owned = _OWNERS.search(fold(shown[: piece.start()])) is not None
            is_name = (
                _is_capitalised(said)
                and (" " in said or is_owned)
                and _is_name(said, vocabularies, is_led=True)
            )
        if is_name:
            return said, (start, start + len(said))
    return _beside_others(shown, pieces, vocabularies)


def _beside_others(shown: str, pieces: list[re.Match[str]], vocabularies: list[Vocabulary]) -> Name | None:
    """Words before a name are passed over where capitals tell it from them: "ah well. Priya Nair", "não é Joana, é João Meireles"."""
    if len(pieces) > _MOST_PIECES:
        return None
    for piece in pieces:
        start = piece.start()
        if shown[piece.end() : piece.end() + 1] == ":":
            continue
        ends = [0, *(stop.end() for stop in _STOPS.finditer(piece.group())), len(piece.group())]
        for begin, end in itertools.pairwise(ends):
            found = _behind_a_lead(shown, start + begin, start + end, vocabularies)
            if found:
                return found
    return None


def _behind_a_lead(shown: str, begin: int, end: int, vocabularies: list[Vocabulary]) -> Name | None:
    """Capitals at the end, behind a few small words that refuse nothing; one word alone is hardly a name."""
    spoken = list(re.finditer(r"\S+", shown[begin:end].rstrip(" .!")))
    first = next((place for place, word in enumerate(spoken) if word.group()[0].isupper()), None)
    if first is None or first > _LONGEST_LEAD:
        return None
    lead, tail = [fold(word.group()) for word in spoken[:first]], [word.group() for word in spoken[first:]]
    is_cased = all(
        NAME_WORD.fullmatch(word) and (word[0].isupper() or fold(word) in PARTICLES) for word in tail
    )
    if not is_cased or not 2 <= len(tail) <= MOST_NAME_WORDS or any(word in _REFUSES for word in lead):
        return None
    if _FROM.search(" ".join(lead)):
        return None
    place = begin + spoken[first].start()
    name = shown[place : begin + spoken[-1].end()]
    return (name, (place, place + len(name))) if _is_name(name, vocabularies, is_led=True) else None


def _is_two_sentences(said: str) -> bool:
    """ "Ah well. Priya Nair"; "Dr. Ana Molina" is none."""
    return any(
        fold(said[: stop.start()].split()[-1]).strip(".") not in _ABBREVIATED
        for stop in _STOPS.finditer(said)
    )


def _has_small_talk(spoken: list[str]) -> bool:
    """A word in small letters that no name has; "das" within one is a particle."""
    return any(
        not _NEVER_IN_NAMES.isdisjoint(split(fold(word)))
        for place, word in enumerate(spoken)
        if word[0].islower() and not (place and fold(word) in PARTICLES)
    )


def _turned(shown: str, pieces: list[re.Match[str]], vocabularies: list[Vocabulary]) -> Name | None:
    """ "Ruiz, Ana" is how forms and lists write a name."""
    if (
        len(pieces) != 2
        or shown.count(",") != 1
        or not all(_is_capitalised(piece.group()) for piece in pieces)
    ):
        return None
    last, first = (piece.group().strip(" .!") for piece in pieces)
    if not all(
        is_strange(fold(word), vocabularies) or is_calendar_anywhere(word, vocabularies)
        for word in first.split()
    ):
        return None
    start = pieces[0].start() + pieces[0].group().index(last)
    return f"{first} {last}", (start, len(shown.rstrip()))


def _is_name(
    said: str, vocabularies: list[Vocabulary], *, is_loose: bool = False, is_led: bool = False
) -> bool:
    """is_led: words that announce a name stand before it. is_loose: words that may announce anything."""
    spoken = said.split()
    is_long = not 1 <= len(spoken) <= MOST_NAME_WORDS or len(said) > _MOST_CHARACTERS
    if is_long or not all(NAME_WORD.fullmatch(word) for word in spoken):
        return False
    if _is_two_sentences(said) or _has_small_talk(spoken):
        return False
    if len(spoken) > 1 and fold(spoken[0]).strip(".") in TITLES:
        rest = [
            word
            for word in (fold(word).strip(".") for word in spoken[1:])
            if word not in TITLES and word != "and"
        ]
        if not spoken[-1][0].isupper() and len(rest) > 2:
            return False  # "signora delle pulizie è…"
        return any(
            is_strange(word, vocabularies) or is_calendar_anywhere(word, vocabularies) for word in rest
        )
    folded = [fold(word).strip(".") for word in spoken]
    plain = [word for word in folded if word not in PARTICLES]
    if (
        not plain
        or set(folded) <= _LABEL_WORDS
        or names_a_code(" ".join(folded))
        or _is_phrase(folded, vocabularies)
    ):
        return False
    if any(_CONTRACTED.fullmatch(word) for word in folded) and not spoken[0][0].isupper():
        return False
    if fold(said) in {name for table in vocabularies for name in table.language_names}:
        return False
    strange = [word for word in plain if is_strange(word, vocabularies)]
    is_cased = all(word[0].isupper() for word in spoken if fold(word) not in PARTICLES)
    capitals = is_cased and len(plain) >= 2
    if is_led and spoken[0] in _ORIGINS:
        return False
    if (is_loose and not is_cased) or (is_led and not is_cased and _is_talk(folded, vocabularies)):
        return False
    if not strange:
        return capitals and folded[0] not in vocabularies[0].not_names and not _is_dated(vocabularies, folded)
    if not capitals and (len(strange) * 2 < len(plain) or _has_number(folded, vocabularies[0])):
        return False
    # "es muy caro"
    is_sentence = len(plain) > 2 and any(folded[0] in table.not_names for table in vocabularies)
    return capitals or not is_sentence


def _is_phrase(folded: list[str], vocabularies: Sequence[Vocabulary]) -> bool:
    """Whether several words are one phrase that means something: "never mind", "viernes santo"."""
    found = [table.longest(folded, 0) for table in vocabularies] if len(folded) > 1 else []
    return any(entry is not None and len(entry.phrase) == len(folded) for entry in found)


def _is_talk(folded: list[str], vocabularies: Sequence[Vocabulary]) -> bool:
    """Whether small letters behind "I'm" or "soy" go on with a sentence: "soy muy alto", "i'm tired"."""
    first = folded[0]
    is_known = not is_strange(first, vocabularies) and not is_calendar_anywhere(first, vocabularies)
    return (
        is_known
        or _STATES.fullmatch(first) is not None
        or any(word in vocabularies[0].not_names for word in folded if word not in PARTICLES)
    )


def _has_number(folded: list[str], vocabulary: Vocabulary) -> bool:
    entries = [vocabulary.longest([word], 0) for word in folded]
    return any(entry and entry.number and not entry.number.is_article for entry in entries)


def _is_capitalised(piece: str) -> bool:
    spoken = piece.strip(" .!").split()
    if not 1 <= len(spoken) <= 4 or fold(spoken[0]) in _JOINTS:
        return False
    return all(
        NAME_WORD.fullmatch(word) and (word[0].isupper() or fold(word) in PARTICLES) for word in spoken
    )


def _is_dated(vocabularies: list[Vocabulary], folded: list[str]) -> bool:
    """Whether every word means something by itself in one of the languages: "Next Friday", but not "Will Young"."""
    return all(any(table.longest([word], 0) is not None for table in vocabularies) for word in folded)
