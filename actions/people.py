"""Reading a guest's own name, where the understanding is not sure that a few words are one. Pure."""

from __future__ import annotations

import re

from actions.said import Said

# Letters of any script, with what stands inside names: "O'Neill", "Jean-Luc", "M.ª José".
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’ª-]*(?:[ \-'’.]+[^\W\d_][^\W\d_.'’ª-]*){0,5}\.?")
_MOST_CHARACTERS = 80
# Intents that a bare name is commonly taken for; anything else said with some certainty is no name.
_MAY_BE_NAME = frozenset({"inform", "nlu_fallback", "greet", "out_of_scope"})
_UNSURE = 0.5


def name_in(said: Said, *, is_asked: bool) -> str | None:
    """The name in a message. Words become a name only when a name was asked for and nothing else is in them."""
    if said.choice == "none":
        # "Nothing else" comes a question late.
        return None
    if said.name and is_asked and _is_a_sentence(said):
        return None
    if said.name:
        return said.name.strip()[:_MOST_CHARACTERS]
    if not is_asked or said.is_button:
        return None
    text = " ".join(said.text.split()).strip(" .,!")
    if len(text) > _MOST_CHARACTERS or not _NAME.fullmatch(text):
        return None
    found = (said.yes_no, said.email, said.phone, said.reference, said.extras, said.language, said.numbers)
    if said.has_wish or any(found) or (said.intent not in _MAY_BE_NAME and said.confidence >= _UNSURE):
        return None
    return text


def _is_a_sentence(said: Said) -> bool:
    """ "I lost my reference" after "what name?": surely an errand, and hardly a capital in it."""
    words = (said.name or "").split()
    capitals = sum(word[0].isupper() for word in words)
    is_errand = said.intent not in _MAY_BE_NAME and said.confidence >= _UNSURE
    return is_errand and len(words) > 2 and capitals * 2 < len(words)


def split(name: str) -> tuple[str, str]:
    """First name and the rest; the rest is empty when there is one word only."""
    first, _, rest = name.strip().partition(" ")
    return first, rest.strip()
