"""An e-mail address said aloud or typed as it is said: "ana punto perez arroba ejemplo punto com", "max ät gmx.de".

English "at" and "dot" are words of any sentence ("meet at noon"): there a word for mail, a known provider or the question has to
vouch for the address. What may be only the end of a longer address ("mario rossi 80 chiocciola …") is none. Pure.
"""

from __future__ import annotations

import re

from .text import fold

Span = tuple[int, int]

_SIGNS = {
    "punto": ".", "ponto": ".", "dot": ".", "punkt": ".", "point": ".", "underscore": "_", "guion bajo": "_", "barra baja": "_", "underline": "_", "sublinhado": "_", "unterstrich": "_",
    "trattino basso": "_", "trattino bassa": "_", "tiret du bas": "_", "underscor": "_", "guion": "-", "guion medio": "-", "hifen": "-", "traco": "-", "dash": "-", "hyphen": "-", "minus": "-", "bindestrich": "-", "trattino": "-", "tiret": "-",
}  # fmt: skip
_SIGN = "|".join(sorted(_SIGNS, key=len, reverse=True))
_SURE_AT = (
    r" (?:arroba|chiocciola|arr?obase|klammeraffe) | ?[(\[{<] ?(?:at|a|arroba|arobase|chiocciola) ?[)\]}>] ?"
)
_LOCAL = rf"[a-z0-9][a-z0-9._+-]{{0,40}}(?:(?: (?:{_SIGN}) ?| (?=\d))[a-z0-9][a-z0-9._+-]{{0,40}}){{0,6}}"
_DOMAIN = r"[a-z0-9-]{2,40}(?:(?: (?:punto|ponto|dot|punkt|point) ?|\.)[a-z0-9-]{2,40}){1,3}"
_SAID = re.compile(rf"(?<![\w.-])(?P<local>{_LOCAL})(?P<at>{_SURE_AT}| at )(?P<domain>{_DOMAIN})(?![\w@])")
_LEADS = re.compile(
    r"(?:^|[^\w\s'+]\s*|\b(?:is|it's|its|it is|es|e|est|ist|c'est|are|mail|mails|email|e-mail|correo|correio|courriel|address|adresse|direccion|endereco|indirizzo|to|at|a|an|auf|zu|lautet|"
    r"seria|sera|sarebbe|contact|contacto|this|eh|um|ehm|bueno|vale|si|yes|oui|ja|sim|and|y|und|et|con|mit|with|o|meu|my|mi|mia|mon|meine|no|el|la|il|the|en|attache|junto|attaccato|cioe|ossia|sea|seja|alors|allora|donc|also|so)\s+)$"
)
"""What may stand before the first word of an address."""
_MAIL = re.compile(r"\b(?:e-?mails?|mails?|gmail|correo|correio|courriel|address|adresse|posta)\b")
_PROVIDERS = re.compile(
    r"^(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|live|aol|gmx|web|proton|protonmail|me|msn|t-online|orange|free|laposte|wanadoo|libero|tiscali|virgilio|uol|bol|terra|sapo|telefonica)\b"
)


def spoken_address(text: str, *, is_asked: bool) -> tuple[str, Span] | None:
    folded = fold(text)
    for found in _SAID.finditer(folded):
        # "ät" is what German says of an address only, "at" a word of any English sentence.
        is_sure = text[found.start("at") : found.end("at")].strip().lower() != "at"
        local, domain = _joined(found.group("local")), _joined(found.group("domain"))
        is_vouched = (
            is_sure
            or is_asked
            or not re.search(r"\w", folded[: found.start()] + folded[found.end() :])
            or _MAIL.search(folded[: found.start()][-40:]) is not None
            or _PROVIDERS.match(domain) is not None
            or re.search(r"[\d._]", local) is not None
        )
        if (
            not is_vouched
            or not _LEADS.search(folded[: found.start()])
            or domain.rpartition(".")[2].isdigit()
        ):
            continue
        if len(local) < 2 and not is_sure:
            continue
        return f"{local}@{domain}", found.span()
    return None


def _joined(said: str) -> str:
    """ "ana guion bajo ruiz 82" → "ana_ruiz82"."""
    joined = re.sub(rf" (?:{_SIGN})(?: |$)", lambda sign: _SIGNS[sign.group().strip()], said)
    return joined.replace(" ", "").strip(".-")
