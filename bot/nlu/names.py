"""A guest's name. It needs evidence: words that announce it, or the question just asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .name_answers import answered_name
from .name_parts import (
    MOST_NAME_WORDS,
    NAME_WORD,
    PARTICLES,
    TITLES,
    Name,
    Span,
    is_calendar,
    is_strange,
    labelled_name,
    untitled,
)
from .text import fold
from .vocabulary import Vocabulary

_FIRST_PARTICLES = ("de", "el", "van", "von", "la", "mc")
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
        answer = answered_name(shown, vocabularies)
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
        is_name = word[0].isupper() and NAME_WORD.fullmatch(word)
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
    strange = all(is_strange(fold(word), vocabularies) for word in spoken)
    is_name = len(spoken) >= 2 and strange and all(word[0].isupper() for word in spoken)
    return (name, match.span("name")) if is_name else None


# -- after words that announce it -------------------------------------------------------------------------------------------


_DENIED = re.compile(r"\b(?:no|not|nao|non|ne|n'|nicht)\s*$")
""" "No me llamo Ana, soy Eva"."""


def _after_cue(shown: str, folded: str, cue: str, vocabulary: Vocabulary) -> Name | None:
    at = folded.find(cue)
    while at >= 0:
        end = at + len(cue)
        is_whole = (at == 0 or not folded[at - 1].isalnum()) and (
            end >= len(folded) or not folded[end].isalnum() or cue.endswith(":")
        )
        if is_whole and not _DENIED.search(folded[max(0, at - 8) : at]):
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
        match = NAME_WORD.match(shown, place)
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
        match = NAME_WORD.match(shown, place)
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
    if not kept and is_calendar(folded, vocabulary):
        return _is_named_so(match, shown, vocabulary, is_sure=is_sure)
    if folded in vocabulary.not_names and not (kept and kept[0][0][0].isupper() and is_capital):
        return False
    if is_capital:
        return True
    return not vocabulary.knows(folded) and not (kept and kept[0][0][0].isupper())


def _is_named_so(match: re.Match[str], shown: str, vocabulary: Vocabulary, *, is_sure: bool) -> bool:
    """ "My name is may", "soy Domingo Sánchez"; not "soy Domingo por la tarde"."""
    rest = shown[match.end() :]
    if not re.match(r"\s*[\w]", rest):
        return is_sure or (match.group()[0].isupper() and fold(match.group()) not in vocabulary.not_names)
    following = NAME_WORD.match(shown, match.end() + 1)
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
