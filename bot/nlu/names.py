"""A guest's name. It needs evidence: words that announce it, or the question just asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .name_parts import PARTICLES, TITLES, labelled_name, untitled
from .references import names_a_code
from .text import fold, split
from .vocabulary import Vocabulary

Span = tuple[int, int]
Name = tuple[str, Span]

MOST_NAME_WORDS = 6
_MOST_CHARACTERS = 80
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\.?")
_FIRST_PARTICLES = ("de", "el", "van", "von", "la", "mc")
_CALENDAR = ("month", "weekday", "season")
_WEAK_CUES = frozenset(
    [
        "i am",
        "i'm",
        "it's for",
        "call me",
        "aqui",
        "this is",
        "under",
        "name",
        "soy",
        "nombre",
        "habla",
        "le habla",
        "a nombre",
        "mi nombre",
        "sou",
        "sou o",
        "sou a",
        "nome",
        "fala",
        "aqui e",
        "je suis",
        "c'est",
        "nom",
        "ici",
        "au nom",
        "ich bin",
        "hier ist",
        "sono",
        "qui e",
        "reserva de",
        "se llama",
    ]
)
"""Behind these a name has to have its capitals."""
_WEAKEST_CUES = frozenset(["c'est", "it's for"])
"""Behind these a name has two words, or ends what is said: "c'est Benoît", but neither "c'est Noël" nor "c'est TTC ?"."""
_ENDS = re.compile(r"\s*(?:$|[,.!;\n]|(?:et|and)\b)")
_BE_CUES = frozenset(
    [
        "i am",
        "i'm",
        "this is",
        "soy",
        "sou",
        "sou o",
        "sou a",
        "je suis",
        "c'est",
        "ich bin",
        "sono",
        "qui e",
        "aqui e",
    ]
)
"""Behind these a small "de" says where one comes from, and no name: "soy de Madrid"."""
_SURE_CUE = re.compile(
    r"(?:llamo|yamo|chamo[ -]me|me chamo|chiamo|appelle|heise|heisse|called|\b(?:is|es|e|est|ist)|'s|:|nombre de|nome d[eio]|nom de|name of|namen(?: von)?)$"
)
"""Cues that can only lead to a name; then a month is one too: "my name is may"."""
_ARTICLES = {"es": ("el", "la"), "pt": ("o", "a"), "it": ("il", "la")}
_GERMAN_NOUN = re.compile(
    r"\w*(?:in|er|ist|ant|ent|eur|mann|frau|gast|kunde|kundin|ling|loge|fan|kind|arzt|koch|chef|single|witwe|mama|papa|azubi|angestellte|deutsche|beamte|student)"
)
"""After "ich bin" a capital is no evidence: "ich bin Rentner". Some names end so too; those are asked for."""
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
_HERE = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hola|buenas|ola|bonjour|hallo|ciao|good \w+|buenos dias)\W+)?(?P<name>[^\W\d_][\w'-]*(?: [^\W\d_][\w'-]*){1,3}) (?:here|aqui)\b"
)


def find_name(
    text: str, vocabularies: list[Vocabulary], *, hidden: list[Span], asked: str | None = None
) -> Name | None:
    """vocabularies: the message's language first; any of the desk's languages may announce a name."""
    visible = list(text)
    for start, end in hidden:
        visible[start:end] = "," * (end - start)
    shown = "".join(visible)
    folded = fold(shown)
    is_asked = asked in ("guest_name", "name")
    labelled = labelled_name(shown, folded, is_asked=is_asked)
    if labelled and not _is_sentence(labelled[0], vocabularies):
        return labelled
    for vocabulary in vocabularies:
        for cue in vocabulary.name_cues:
            found = _after_cue(shown, folded, cue, vocabulary)
            if found:
                return untitled(found)
    if is_asked:
        answer = _bare(shown, vocabularies)
        return untitled(answer) if answer else None
    found = _before_email(text, vocabularies, hidden) or _here(shown, folded, vocabularies)
    return untitled(found) if found else None


def _is_sentence(name: str, vocabularies: Sequence[Vocabulary]) -> bool:
    """Whether most of its words are small ones no name has."""
    means = [
        any(fold(word) in table.not_names for table in vocabularies)
        for word in name.split()
        if fold(word) not in PARTICLES
    ]
    small = [word[0].islower() for word in name.split() if fold(word) not in PARTICLES]
    telling = sum(known and is_small for known, is_small in zip(means, small, strict=True))
    return all(means) or telling * 2 > len(means)


# -- names without words that announce them ---------------------------------------------------------------------------------


def _before_email(text: str, vocabularies: list[Vocabulary], hidden: list[Span]) -> Name | None:
    """ "…, John Smith john@example.com": two words or more with capitals that mean nothing else, right before an address.

    A telephone may stand between: "Tom Baker 07700 900123 tom@example.com".
    """
    address = next((start for start, end in hidden if "@" in text[start:end]), None)
    if address is None:
        return None
    lead = text[:address]
    for start, end in hidden:
        if end <= address:
            lead = lead[:start] + " " * (end - start) + lead[end:]
    lead = lead.rstrip(" ,:;-(<")
    kept: list[tuple[str, int]] = []
    for match in reversed(list(re.finditer(r"\S+", lead))):
        word, folded = match.group(), fold(match.group())
        is_name = word[0].isupper() and _NAME_WORD.fullmatch(word)
        means = any(table.knows(folded) or folded in table.not_names for table in vocabularies)
        if len(kept) == MOST_NAME_WORDS or not (folded in PARTICLES or (is_name and not means)):
            break
        kept.append((word, match.start()))
    while kept and fold(kept[-1][0]) in PARTICLES:
        kept.pop()
    if len(kept) < 2:
        return None
    start = kept[-1][1]
    return lead[start:], (start, len(lead))


def _here(shown: str, folded: str, vocabularies: list[Vocabulary]) -> Name | None:
    """ "Grace Lee here, I'd like to book": words with capitals, none of which means anything else."""
    match = _HERE.match(folded)
    if match is None:
        return None
    name = shown[slice(*match.span("name"))]
    spoken = [word for word in name.split() if fold(word) not in PARTICLES]
    strange = all(_is_strange(fold(word), vocabularies) for word in spoken)
    is_name = len(spoken) >= 2 and strange and all(word[0].isupper() for word in spoken)
    return (name, match.span("name")) if is_name else None


# -- after words that announce it -------------------------------------------------------------------------------------------


def _after_cue(shown: str, folded: str, cue: str, vocabulary: Vocabulary) -> Name | None:
    at = folded.find(cue)
    while at >= 0:
        end = at + len(cue)
        is_whole = (at == 0 or not folded[at - 1].isalnum()) and (
            end >= len(folded) or not folded[end].isalnum() or cue.endswith(":")
        )
        if is_whole:
            found = _name_at(shown, end, vocabulary, cue)
            if found:
                return found
        at = folded.find(cue, at + 1)
    return None


def _name_at(shown: str, place: int, vocabulary: Vocabulary, cue: str) -> Name | None:
    needs_capitals = cue in _WEAK_CUES
    is_sure = _SURE_CUE.search(cue) is not None and not needs_capitals
    while place < len(shown) and shown[place] in " :,-\t":
        place += 1
    place, title = _behind_title(
        shown, place, articles=_ARTICLES.get(vocabulary.language, ()) if needs_capitals else ()
    )
    start = end = place
    kept: list[tuple[str, int]] = []
    while len(kept) < MOST_NAME_WORDS:
        match = _NAME_WORD.match(shown, place)
        if not match or not _may_stand(
            match,
            kept,
            shown,
            vocabulary,
            needs_capitals=needs_capitals,
            says_what_one_is=cue in _BE_CUES,
            is_sure=is_sure,
        ):
            break
        word = match.group()
        kept.append((word, match.end()))
        place = match.end()
        if shown[place : place + 1] != " " or (word.endswith(".") and len(word) > 3):
            break
        place += 1
    while kept and fold(kept[-1][0]).strip(".") in PARTICLES:
        kept.pop()
    if not kept or (len(kept[0][0]) < 2 and len(kept) < 2):
        return None
    if (
        len(kept) < 2
        and title is None
        and not _may_be_alone(kept[0][0], shown[kept[0][1] :], cue, vocabulary)
    ):
        return None
    end = kept[-1][1]
    if title is not None and len(kept) == 1:
        start = title
    name = shown[start:end].rstrip(".")
    if needs_capitals and fold(name) in vocabulary.language_names:
        return None
    return name, (start, start + len(name))


def _behind_title(shown: str, place: int, *, articles: Sequence[str]) -> tuple[int, int | None]:
    """Where the name begins behind "Mr", "la señora", and where its title does; an article is dropped before a capital."""
    title = None
    for _ in range(3):
        match = _NAME_WORD.match(shown, place)
        if not match or shown[match.end() : match.end() + 1] != " ":
            break
        word = match.group()
        following = shown[match.end() + 1 : match.end() + 2]
        if fold(word).strip(".") in TITLES:
            title = place if title is None else title
        elif not (word in articles and following.isupper()):
            break
        place = match.end() + 1
    return place, title


def _may_stand(
    match: re.Match[str],
    kept: list[tuple[str, int]],
    shown: str,
    vocabulary: Vocabulary,
    *,
    needs_capitals: bool,
    says_what_one_is: bool,
    is_sure: bool,
) -> bool:
    """Whether the word belongs to a name that the kept words begin."""
    word = match.group()
    folded = fold(word).strip(".")
    is_capital = word[0].isupper()
    if folded in PARTICLES and (
        kept or (folded in _FIRST_PARTICLES and (is_capital or not says_what_one_is))
    ):
        return True
    if needs_capitals and not is_capital:
        return False
    if not kept and _is_calendar(folded, vocabulary):
        return _is_named_so(match, shown, vocabulary, is_sure=is_sure)
    if folded in vocabulary.not_names and not (kept and kept[0][0][0].isupper() and is_capital):
        return False
    if is_capital:
        return True
    return not vocabulary.knows(folded) and not (kept and kept[0][0][0].isupper())


def _is_calendar(folded: str, vocabulary: Vocabulary) -> bool:
    """Whether the word is a month, a weekday or a season, as Domingo, April and Winter are."""
    entry = vocabulary.longest([folded], 0)
    return entry is not None and any(tag in entry.tags for tag in _CALENDAR)


def _is_named_so(match: re.Match[str], shown: str, vocabulary: Vocabulary, *, is_sure: bool) -> bool:
    """ "My name is may", "soy Domingo Sánchez"; not "soy Domingo por la tarde"."""
    rest = shown[match.end() :]
    if not re.match(r"\s*[\w]", rest):
        return is_sure or (match.group()[0].isupper() and fold(match.group()) not in vocabulary.not_names)
    following = _NAME_WORD.match(shown, match.end() + 1)
    if following is None:
        return False
    folded = fold(following.group()).strip(".")
    if is_sure and re.fullmatch(r"and|y|e|et|und", folded):
        return True
    if is_sure and match.group()[0].isupper() and following.group()[0].isupper():
        return True
    is_strange = not vocabulary.knows(folded) and folded not in vocabulary.not_names
    return is_strange and (is_sure or (match.group()[0].isupper() and following.group()[0].isupper()))


def _may_be_alone(word: str, rest: str, cue: str, vocabulary: Vocabulary) -> bool:
    if cue in _WEAKEST_CUES:
        is_plain = word[1:].islower() and not vocabulary.knows(fold(word))
        return is_plain and _ENDS.match(rest) is not None
    is_german = vocabulary.language == "de" and cue in ("ich bin", "hier ist")
    return not (is_german and _GERMAN_NOUN.fullmatch(fold(word)))


# -- the answer to "what name?" ---------------------------------------------------------------------------------------------


def _bare(shown: str, vocabularies: list[Vocabulary]) -> Name | None:
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
    return None


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
        _is_strange(fold(word), vocabularies) or _is_calendar_anywhere(word, vocabularies)
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
    if is_long or not all(_NAME_WORD.fullmatch(word) for word in spoken):
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
            _is_strange(word, vocabularies) or _is_calendar_anywhere(word, vocabularies) for word in rest
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
    strange = [word for word in plain if _is_strange(word, vocabularies)]
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


def _is_strange(word: str, vocabularies: Sequence[Vocabulary]) -> bool:
    return not any(table.knows(word) or word in table.not_names for table in vocabularies)


def _is_calendar_anywhere(word: str, vocabularies: Sequence[Vocabulary]) -> bool:
    return any(_is_calendar(fold(word).strip("."), table) for table in vocabularies)


def _is_phrase(folded: list[str], vocabularies: Sequence[Vocabulary]) -> bool:
    """Whether several words are one phrase that means something: "never mind", "viernes santo"."""
    found = [table.longest(folded, 0) for table in vocabularies] if len(folded) > 1 else []
    return any(entry is not None and len(entry.phrase) == len(folded) for entry in found)


def _is_talk(folded: list[str], vocabularies: Sequence[Vocabulary]) -> bool:
    """Whether small letters behind "I'm" or "soy" go on with a sentence: "soy muy alto", "i'm tired"."""
    first = folded[0]
    is_known = not _is_strange(first, vocabularies) and not _is_calendar_anywhere(first, vocabularies)
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
    return 1 <= len(spoken) <= 4 and all(
        _NAME_WORD.fullmatch(word) and (word[0].isupper() or fold(word) in PARTICLES) for word in spoken
    )


def _is_dated(vocabularies: list[Vocabulary], folded: list[str]) -> bool:
    """Whether every word means something by itself in one of the languages: "Next Friday", but not "Will Young"."""
    return all(any(table.longest([word], 0) is not None for table in vocabularies) for word in folded)
