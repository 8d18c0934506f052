"""An explicit wish for a language: "in English please", "¿hablas portugués?", "fala português?"."""

from __future__ import annotations

import re

from .text import fold, split
from .vocabulary import vocabulary

_REACH = 4
_NOT_OWN = re.compile(
    r"\b(?:i (?:do not|don'?t|can'?t|cannot)(?: \w+)? (?:speak|understand|read|know)|no (?:hablo|entiendo|hablamos|entendemos)|(?:je|on|nous) ne (?:parle|parlons|comprends|comprend) pas(?: bien)?|"
    r"(?:ich|wir) (?:spreche|sprechen|verstehe|verstehen|kann|konnen)(?: \w+)? (?:kein|nicht)|non (?:parlo|capisco|parliamo|capiamo)|nao (?:falo|entendo|falamos|entendemos))"
    r"(?: (?:muy bien|mucho|much|any|very good|good|bem|bene|molto bene|muito bem|beaucoup|l'|el|o|le|so|gut))* ?\w+"
)
"""The language a guest does not speak is not the one wished for."""
_GERMAN_VERBS = frozenset(("sprechen", "reden", "schreiben", "antworten", "weitermachen"))
_ASKING = {
    "en": "prefer prefers rather do speak speaking write answer reply in switch to talk change continue language understand english use into",
    "es": "hablas habla hablan hablar habláis hablais hablame hablamos en escribir escribe cambia cambiar pasar idioma responde contesta prefiero prefiere preferimos prefieren atienden atiende entienden entiendes puedes podemos seguir continuar a hable hablo",
    "pt": "fala falam falar fale falas falamos em escrever escreve muda mudar mude trocar idioma língua lingua responde responda prefiro prefere preferimos preferem atendem entendem pode podemos continuar para falo",
    "fr": "parlez parles parler parle parlons en écrire répondez passer changer langue préfère préférons préfèrent préférerais continuer comprenez parlé",
    "de": "sprechen sprichst sprecht spricht auf in reden schreiben antworten wechseln sprache lieber bevorzuge bevorzugt bevorzugen weiter bitte verstehen rede zu kann nur schreib schreibt antworte",
    "it": "parla parli parlate parlare parliamo in scrivere scriva scrivi rispondi cambia cambiare passare lingua preferisco preferisce preferiamo preferirei capite continuare parlo",
}
_NOT_WISHES = frozenset(
    split(
        "restaurant restaurante breakfast desayuno guide guia menu tv television channels canales teacher "
        "class clases curso food comida cuisine"
    )
)
_POLITE = frozenset(
    split(
        "please por favor plis pls bitte per s il vous te plait faz prego si thanks gracias obrigado "
        "obrigada merci danke grazie now ahora agora"
    )
)


def find_language_wish(text: str) -> str | None:
    """The code of the language asked for, spoken by the desk or not; None when no language is asked for."""
    words = split(_NOT_OWN.sub(" , ", fold(text)))
    if not words or len(words) > 25 or set(words) & _NOT_WISHES:
        return None
    for code, asking in _TABLES.items():
        names = vocabulary(code).language_names
        for place, word in enumerate(words):
            wish = names.get(word)
            if wish is None:
                continue
            near = words[max(0, place - _REACH) : place]
            if code == "de":
                near = near + [after for after in words[place + 1 : place + 2] if after in _GERMAN_VERBS]
            rest = [other for other in words if other != word and other not in _POLITE]
            if not rest or _is_last_word(text, word) or (set(near) & asking and not _is_about_self(near)):
                return wish
    return None


def _is_last_word(text: str, name: str) -> bool:
    """ "sorry, my Portuguese is terrible, English?": a language after a comma, alone, with a question mark."""
    tail = fold(text).rstrip(" ?!.").rpartition(",")
    return bool(tail[1]) and tail[2].strip() == name


def _is_about_self(near: list[str]) -> bool:
    """ "I speak English badly": still a wish; "the film is in English": not told apart here, and harmless."""
    return bool(set(near) & {"movie", "film", "pelicula", "filme", "libro", "book"})


_TABLES = {code: frozenset(split(fold(words))) for code, words in _ASKING.items()}
