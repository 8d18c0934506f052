"""What a message of emoji alone says: a thumb up is a yes, folded hands are thanks. Faces say nothing to a hotel."""

from __future__ import annotations

_INTENTS = {
    "affirm": "👍👌✅✔🆗🤝💪",
    "deny": "👎❌🚫🙅✖",
    "thank": "🙏❤💕😍🥰😘",
    "greet": "👋",
}
_SIGNS = {sign: intent for intent, signs in _INTENTS.items() for sign in signs}
_DRESS = frozenset("\ufe0f\u200d♀♂🏻🏼🏽🏾🏿")
"""Skin tones, variants and joiners: they dress a sign and say nothing."""
POLARITY = {"affirm": "yes", "deny": "no"}


def find_sign(text: str) -> str | None:
    """The intent that every sign of the message has; None when it holds anything else, or signs that disagree."""
    said = {_SIGNS.get(sign) for sign in text if not sign.isspace() and sign not in _DRESS}
    return said.pop() if len(said) == 1 else None
