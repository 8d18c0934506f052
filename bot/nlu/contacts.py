"""A guest's name, e-mail and telephone. A name needs evidence: words that announce it, or the question just asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import fold, split
from .vocabulary import Vocabulary

Span = tuple[int, int]

_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-'")
_DOMAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")
_DOT = r"\s(?:punto|ponto|dot|punkt|point)\s"
_SIGNS = {"underscore": "_", "guion bajo": "_", "barra baja": "_", "underline": "_", "unterstrich": "_", "guion": "-", "hifen": "-", "dash": "-", "hyphen": "-",
          "bindestrich": "-", "trattino": "-", "tiret": "-"}  # fmt: skip
_SIGN = rf"\s(?:{'|'.join(_SIGNS)})\s"
_SPOKEN = re.compile(
    rf"((?:[a-z0-9._-]{{1,40}}(?:{_DOT}|{_SIGN})){{0,3}}[a-z0-9._-]{{2,40}})\s(?:arroba|at|chiocciola|arr?obase|klammeraffe)\s"
    rf"([a-z0-9-]{{2,40}}(?:{_DOT}[a-z0-9-]{{2,40}}){{1,3}})"
)
"""An address said aloud: "ana punto perez arroba ejemplo punto com"."""
# "ana @ example . com": telephones put blanks around the signs, and voices do.
_SPACED = re.compile(
    r"([a-z0-9._%+-]{2,40})\s?@\s?([a-z0-9-]{2,40}(?:\s?\.\s?[a-z0-9-]{2,40}){0,2}\s?\.\s?[a-z]{2,10})(?![\w.])"
)
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d(?:[\s().-]{0,2}\d){5,17}(?![\w/])")
_PHONE_CUES = re.compile(
    r"\b(?:tel\w{0,9}|phone|mobile|cell|movil|celular|whatsapp|whats|telemovel|handy|cellulare|portable|fone|call me|llam\w{0,5}|number is|numero e[s]?)\b"
)
_DATES = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:20)?\d\d(?!\d)|20\d\d[-.]\d\d?[-.]\d\d?|\d{1,2}\.\d{1,2}\.-|\d{1,2}-\d{1,2}\s\d{1,2}-\d{1,2}"
)
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\.?")
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "del",
        "della",
        "dello",
        "di",
        "dos",
        "das",
        "van",
        "von",
        "der",
        "den",
        "la",
        "las",
        "los",
        "le",
        "du",
        "y",
        "e",
        "i",
        "bin",
        "al",
        "el",
        "ter",
        "ten",
        "zu",
        "zur",
        "mc",
        "o'",
    ]
)
_WEAK_CUES = frozenset(
    [
        "i am",
        "i'm",
        "it's for",
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
MOST_NAME_WORDS = 6


@dataclass(frozen=True)
class Contact:
    """Each with its place in the text, or None."""

    name: tuple[str, Span] | None = None
    email: tuple[str, Span] | None = None
    phone: tuple[str, Span] | None = None

    def to_json(self) -> dict[str, str | None]:
        return {
            "name": self.name[0] if self.name else None,
            "email": self.email[0] if self.email else None,
            "phone": self.phone[0] if self.phone else None,
        }


def find_email(text: str) -> tuple[str, Span] | None:
    """The first e-mail address, lower case. Grown outwards from each "@", so hostile text costs linear time."""
    lowered = text.lower()
    at = lowered.find("@")
    while at >= 0:
        start, end = at, at + 1
        while start > 0 and at - start < 64 and lowered[start - 1] in _LOCAL:
            start -= 1
        while end < len(lowered) and end - at < 190 and lowered[end] in _DOMAIN:
            end += 1
        address = lowered[start:end].strip(".-'")
        local, _, domain = address.partition("@")
        labels = domain.split(".")
        if (
            local
            and len(labels) > 1
            and all(labels)
            and len(labels[-1]) >= 2
            and not labels[-1].isdigit()
            and ".." not in local
        ):
            begin = lowered.index(address, start)
            return address, (begin, begin + len(address))
        at = lowered.find("@", at + 1)
    spaced = _SPACED.search(fold(text)) if "@" in text else None
    if spaced:
        return re.sub(r"\s", "", spaced.group()), spaced.span()
    spoken = _SPOKEN.search(fold(text))
    if spoken:
        local = re.sub(_SIGN, lambda said: _SIGNS[said.group().strip()], re.sub(_DOT, ".", spoken.group(1)))
        return f"{local}@{re.sub(_DOT, '.', spoken.group(2))}", spoken.span()
    return None


def find_phone(text: str, *, asked: str | None = None) -> tuple[str, Span] | None:
    """The first telephone number as "+34600111222" or digits only; dates and prices are not telephones."""
    folded = fold(text)
    for match in _PHONE.finditer(folded):
        written = match.group()
        digits = re.sub(r"\D", "", written)
        international = written.lstrip("(").startswith(("+", "00"))
        if _DATES.search(written) or not 6 <= len(digits) <= 15:
            continue
        has_cue = asked in ("phone", "guest_phone") or bool(
            _PHONE_CUES.search(folded[max(0, match.start() - 40) : match.start()])
        )
        if len(digits) >= 9 or has_cue or (international and len(digits) >= 8):
            plain = "+" + (digits[2:] if written.startswith("00") else digits) if international else digits
            return plain, match.span()
    return None


def find_name(
    text: str, vocabularies: list[Vocabulary], *, hidden: list[Span], asked: str | None = None
) -> tuple[str, Span] | None:
    """vocabularies: the message's language first; any of the desk's languages may announce a name."""
    visible = list(text)
    for start, end in hidden:
        visible[start:end] = "," * (end - start)
    shown = "".join(visible)
    folded = fold(shown)
    for vocabulary in vocabularies:
        for cue in vocabulary.name_cues:
            found = _after_cue(shown, folded, cue, vocabulary)
            if found:
                return found
    if asked in ("guest_name", "name"):
        return _bare(shown, vocabularies)
    return _before_email(text, vocabularies, hidden)


def _before_email(text: str, vocabularies: list[Vocabulary], hidden: list[Span]) -> tuple[str, Span] | None:
    """ "…, John Smith john@example.com": two words or more with capitals that mean nothing else, right before an address."""
    address = next((start for start, end in hidden if "@" in text[start:end]), None)
    if address is None:
        return None
    lead = text[:address].rstrip(" ,:;-(<")
    kept: list[tuple[str, int]] = []
    for match in reversed(list(re.finditer(r"\S+", lead))):
        word, folded = match.group(), fold(match.group())
        is_name = word[0].isupper() and _NAME_WORD.fullmatch(word)
        means = any(table.knows(folded) or folded in table.not_names for table in vocabularies)
        if len(kept) == MOST_NAME_WORDS or not (folded in _PARTICLES or (is_name and not means)):
            break
        kept.append((word, match.start()))
    while kept and fold(kept[-1][0]) in _PARTICLES:
        kept.pop()
    if len(kept) < 2:
        return None
    start = kept[-1][1]
    return lead[start:], (start, len(lead))


_DENIED = re.compile(r"\b(?:no|not|nao|non|ne|n'|nicht)\s*$")
""" "No me llamo Ana, soy Eva"."""


def _after_cue(shown: str, folded: str, cue: str, vocabulary: Vocabulary) -> tuple[str, Span] | None:
    at = folded.find(cue)
    while at >= 0:
        end = at + len(cue)
        is_whole = (at == 0 or not folded[at - 1].isalnum()) and (
            end >= len(folded) or not folded[end].isalnum() or cue.endswith(":")
        )
        if is_whole and not _DENIED.search(folded[max(0, at - 8) : at]):
            found = _name_at(shown, end, vocabulary, needs_capitals=cue in _WEAK_CUES)
            if found:
                return found
        at = folded.find(cue, at + 1)
    return None


def _name_at(
    shown: str, place: int, vocabulary: Vocabulary, *, needs_capitals: bool
) -> tuple[str, Span] | None:
    while place < len(shown) and shown[place] in " :,-\t":
        place += 1
    start = end = place
    kept: list[tuple[str, int]] = []
    while len(kept) < MOST_NAME_WORDS:
        match = _NAME_WORD.match(shown, place)
        if not match:
            break
        word = match.group()
        folded = fold(word).strip(".")
        if folded in _PARTICLES and (kept or folded in ("de", "el", "van", "von", "la", "mc")):
            pass
        elif (
            (folded in vocabulary.not_names and not (kept and kept[0][0][0].isupper() and word[0].isupper()))
            or (needs_capitals and not word[0].isupper())
            or (
                kept
                and not word[0].isupper()
                and (kept[0][0][0].isupper() or _has_meaning(vocabulary, folded))
            )
            or (not kept and not word[0].isupper() and _has_meaning(vocabulary, folded))
        ):
            break
        kept.append((word, match.end()))
        place = match.end()
        if shown[place : place + 1] != " " or (word.endswith(".") and len(word) > 3):
            break
        place += 1
    while kept and fold(kept[-1][0]).strip(".") in _PARTICLES:
        kept.pop()
    if not kept or (len(kept[0][0]) < 2 and len(kept) < 2):
        return None
    end = kept[-1][1]
    name = shown[start:end].rstrip(".")
    if needs_capitals and fold(name) in vocabulary.language_names:
        return None
    return name, (start, start + len(name))


def _has_meaning(vocabulary: Vocabulary, word: str) -> bool:
    return vocabulary.knows(word)


def _bare(shown: str, vocabularies: list[Vocabulary]) -> tuple[str, Span] | None:
    """The whole answer to "what name?", when it is letters only and no word of a yes, a no or a date.

    Words before it are passed over where capitals tell the name from them: "ah well. Priya Nair", "ok, it's Tom Baker, not Tim".
    """
    pieces = [piece for piece in re.split(r"[,;\n]+", shown) if piece.strip()]
    if not pieces:
        return None
    whole = _bare_piece(shown, pieces, vocabularies)
    if whole is not None:
        return whole
    return next((found for piece in _sentences(pieces) if (found := _behind_a_lead(shown, piece))), None)


def _sentences(pieces: list[str]) -> list[str]:
    """A full stop behind a word in small letters ends a sentence; behind a capital it may abbreviate ("Dr. Ana")."""
    return [
        one
        for piece in pieces
        for one in re.split(r"(?<=[a-zà-ÿ])[.!?…]+\s+(?=\S)", piece)
        if len(pieces) <= _MOST_PIECES
    ]


def _behind_a_lead(shown: str, piece: str) -> tuple[str, Span] | None:
    """Capitals at the end of a piece, behind a few small words that refuse nothing; one word alone is hardly a name."""
    spoken = piece.strip(" .!").split()
    first = next((place for place, word in enumerate(spoken) if word[0].isupper()), None)
    if first is None or first > _LONGEST_LEAD:
        return None
    lead, tail = [fold(word) for word in spoken[:first]], spoken[first:]
    is_name = all(
        _NAME_WORD.fullmatch(word) and (word[0].isupper() or fold(word) in _PARTICLES) for word in tail
    )
    if not is_name or not 2 <= len(tail) <= MOST_NAME_WORDS or any(word in _REFUSES for word in lead):
        return None
    start = shown.index(tail[0], shown.index(piece))
    end = shown.index(tail[-1], start) + len(tail[-1])
    return shown[start:end], (start, end)


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


def _bare_piece(shown: str, pieces: list[str], vocabularies: list[Vocabulary]) -> tuple[str, Span] | None:
    start = shown.index(pieces[0]) + len(pieces[0]) - len(pieces[0].lstrip())
    said = pieces[0].strip(" .!")
    if (
        len(pieces) == 2
        and shown.count(",") == 1
        and _is_capitalised(pieces[0])
        and _is_capitalised(pieces[1])
    ):
        # "Ruiz, Ana" is how forms and lists write a name.
        return f"{pieces[1].strip(' .!')} {said}", (start, len(shown.rstrip()))
    spoken = said.split()
    if (
        not 1 <= len(spoken) <= MOST_NAME_WORDS
        or not all(_NAME_WORD.fullmatch(word) for word in spoken)
        or len(said) > 80
        or any(not _NEVER_IN_NAMES.isdisjoint(split(fold(word))) for word in spoken if word[0].islower())
        or re.search(r"(?<=[a-zà-ÿ])[.!?]\s", said)
    ):
        return None
    folded = [fold(word).strip(".") for word in spoken]
    plain = [word for word in folded if word not in _PARTICLES]
    strange = [
        word
        for word in plain
        if not any(table.knows(word) or word in table.not_names for table in vocabularies)
    ]
    if not plain or fold(said) in {name for table in vocabularies for name in table.language_names}:
        return None
    capitals = all(word[0].isupper() for word in spoken if fold(word) not in _PARTICLES) and len(plain) >= 2
    if not strange and not (
        capitals and folded[0] not in vocabularies[0].not_names and not _is_dated(vocabularies, folded)
    ):
        return None
    if len(strange) * 2 < len(plain) and not capitals:
        return None
    if not capitals and len(plain) > 2 and any(folded[0] in table.not_names for table in vocabularies):
        return None  # "es muy caro"
    return said, (start, start + len(said))


def _is_capitalised(piece: str) -> bool:
    spoken = piece.strip(" .!").split()
    return 1 <= len(spoken) <= 3 and all(_NAME_WORD.fullmatch(word) and word[0].isupper() for word in spoken)


def _is_dated(vocabularies: list[Vocabulary], folded: list[str]) -> bool:
    return all(any(table.knows(word) for table in vocabularies) for word in folded)
