"""A conversation as a mail that its guest asks for: what both sides said, with the hotel's times. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from bot.gateway.transcripts import Message
from common.properties import Property


@dataclass(frozen=True)
class _Words:
    subject: str
    you: str
    why: str


_WORDS = {
    "en": _Words("Your conversation with {}", "You", "Sent because it was asked for in the chat with {}."),
    "es": _Words("Su conversación con {}", "Usted", "Enviado porque se pidió en el chat con {}."),
    "pt": _Words("A sua conversa com {}", "Você", "Enviado porque foi pedido no chat com {}."),
    "fr": _Words(
        "Votre conversation avec {}", "Vous", "Envoyé à la demande faite dans la discussion avec {}."
    ),
    "de": _Words("Ihr Gespräch mit {}", "Sie", "Gesendet, weil es im Chat mit {} gewünscht wurde."),
    "it": _Words("La Sua conversazione con {}", "Lei", "Inviato perché richiesto nella chat con {}."),
}


def transcript_mail(
    messages: Sequence[Message], hotel: Property, *, language: str, to: str, sender: str, at: datetime
) -> EmailMessage:
    """to: one plain address."""
    words = _WORDS.get(language) or _WORDS["en"]
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = words.subject.format(hotel.name)
    mail["Date"] = format_datetime(at)
    mail["Auto-Submitted"] = "auto-generated"
    lines = [_line(one, hotel, words) for one in messages]
    mail.set_content("\n\n".join([*lines, f"-- \n{words.why.format(hotel.name)}"]) + "\n")
    # Last: setting the content takes away what was said of an earlier one.
    mail["Content-Language"] = language
    return mail


def _line(message: Message, hotel: Property, words: _Words) -> str:
    said = message.said
    who, text = (words.you, said.text) if said else (hotel.name, message.stored.reply.text)  # type: ignore[union-attr]
    return f"{message.at.astimezone(hotel.zone):%Y-%m-%d %H:%M} · {who}\n{text}"
