"""What one update says. Pure, and never raises: whatever has no shape we know is Malformed, or of a kind we do not support."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Mapping
from typing import Any

from bot.channels.whatsapp import kinds, values
from bot.channels.whatsapp.envelope import Update
from bot.channels.whatsapp.kinds import Event, Malformed, Who
from bot.channels.whatsapp.values import Unreadable

_LONGEST_PRODUCT = 128
_STATUSES = ("sent", "delivered", "read", "played", "failed")
_MEDIA = ("image", "video", "audio", "document", "sticker")


def read(update: Update, numbers: Container[str]) -> Event:
    """numbers: Meta's ids of the hotels' numbers."""
    if update.part == "other":
        return kinds.Unknown(update.topic)
    reader = _READERS.get(update.part)
    if reader is None:
        return Malformed()
    if update.part != "template" and update.number not in numbers:
        return kinds.Foreign(number=update.number)
    try:
        return reader(update)
    except Unreadable:
        return Malformed()


# --- messages ---


def _message(update: Update) -> Event:
    item = update.item
    if item.get("group_id"):
        return kinds.InGroup()
    kind = values.text(item.get("type"))
    if kind == "system":
        return _system(update)
    context, referral = values.part(item, "context"), values.part(item, "referral")
    common: dict[str, Any] = {
        "who": _who(update, "from_user_id", "from"),
        "id": values.an_id(item.get("id")),
        "at": values.instant(item.get("timestamp")),
        "quotes": values.maybe_id(context.get("id")),
        "is_forwarded": bool(context.get("forwarded") or context.get("frequently_forwarded")),
        "product": values.text(values.part(context, "referred_product").get("product_retailer_id"))[
            :_LONGEST_PRODUCT
        ]
        or None,
        "ad": _ad(referral),
    }
    if kind in _MEDIA:
        return _media(kind, values.part(item, kind), common)
    read_kind = _KINDS.get(kind)
    if read_kind is not None:
        return read_kind(values.part(item, kind), item, common)
    if not kind:
        raise Unreadable
    return kinds.Unsupported(**common, code=None, kind=values.word(kind))


def _said(part: Mapping[str, Any], _item: Mapping[str, Any], common: dict[str, Any]) -> Event:
    return kinds.Said(**common, text=values.words(part.get("body")))


def _interactive(part: Mapping[str, Any], _item: Mapping[str, Any], common: dict[str, Any]) -> Event:
    kind = values.text(part.get("type"))
    answer = values.part(part, kind)
    if kind in ("button_reply", "list_reply"):
        return kinds.Pressed(
            **common, button=values.words(answer.get("id")), title=values.text(answer.get("title"))
        )
    if kind == "nfm_reply":
        return _form(answer, common)
    return kinds.Unsupported(**common, code=None, kind=values.word(f"interactive {kind}"))


def _button(part: Mapping[str, Any], _item: Mapping[str, Any], common: dict[str, Any]) -> Event:
    """The quick reply of a template, which may carry no payload of ours."""
    title = values.words(part.get("text"))
    return kinds.Pressed(**common, button=values.text(part.get("payload")), title=title)


def _form(answer: Mapping[str, Any], common: dict[str, Any]) -> Event:
    try:
        said = json.loads(values.words(answer.get("response_json")))
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(said, dict):
        raise Unreadable
    answers = tuple(
        (name, str(value)) for name, value in said.items() if name != "flow_token" and values.is_plain(value)
    )
    return kinds.FilledForm(**common, token=values.text(said.get("flow_token")) or None, answers=answers)


def _media(kind: str, part: Mapping[str, Any], common: dict[str, Any]) -> Event:
    return kinds.Media(
        **common,
        kind="voice" if part.get("voice") is True else kind,
        media=values.an_id(part.get("id")),
        mime_type=values.text(part.get("mime_type"))[:128],
        caption=values.text(part.get("caption")),
        filename=values.text(part.get("filename"))[:255],
    )


def _location(part: Mapping[str, Any], _item: Mapping[str, Any], common: dict[str, Any]) -> Event:
    return kinds.Located(
        **common,
        latitude=values.degrees(part.get("latitude"), 90),
        longitude=values.degrees(part.get("longitude"), 180),
        name=values.text(part.get("name")),
        address=values.text(part.get("address")),
    )


def _contacts(_part_: Mapping[str, Any], item: Mapping[str, Any], common: dict[str, Any]) -> Event:
    shared = item.get("contacts")
    cards = [one for one in shared if isinstance(one, dict)] if isinstance(shared, list) else []
    if not cards:
        raise Unreadable
    own = [phone for card in cards if card.get("origin") == "contact_request" for phone in _phones(card)]
    lines = tuple(filter(None, (_card(card) for card in cards)))
    return kinds.SharedContacts(**common, contacts=lines, own_phone=own[0] if len(own) == 1 else None)


def _card(card: Mapping[str, Any]) -> str:
    name = values.part(card, "name")
    parts = [
        values.text(name.get("formatted_name")) or values.text(name.get("first_name")),
        values.text(values.part(card, "org").get("company")),
        *(values.text(one.get("phone")) for one in values.items(card, "phones")),
        *(values.text(one.get("email")) for one in values.items(card, "emails")),
    ]
    return ", ".join(part for part in parts if part)


def _phones(card: Mapping[str, Any]) -> list[str]:
    numbers = (values.phone(one.get("wa_id")) for one in values.items(card, "phones"))
    return [number for number in numbers if number]


def _reaction(part: Mapping[str, Any], _item: Mapping[str, Any], common: dict[str, Any]) -> Event:
    emoji = values.text(part.get("emoji")) or None
    return kinds.Reacted(**common, to=values.an_id(part.get("message_id")), emoji=emoji)


def _order(part: Mapping[str, Any], _item: Mapping[str, Any], common: dict[str, Any]) -> Event:
    items = tuple(
        (values.text(one.get("product_retailer_id"))[:_LONGEST_PRODUCT], values.count(one.get("quantity")))
        for one in values.items(part, "product_items")
    )
    return kinds.Ordered(**common, text=values.text(part.get("text")), items=items)


def _unsupported(part: Mapping[str, Any], item: Mapping[str, Any], common: dict[str, Any]) -> Event:
    return kinds.Unsupported(
        **common, code=values.code_of(item), kind=values.word(values.text(part.get("type")) or "unsupported")
    )


def _edit(part: Mapping[str, Any], _item: Mapping[str, Any], common: dict[str, Any]) -> Event:
    message = values.part(part, "message")
    now = values.part(message, values.text(message.get("type")))
    text = values.text(now.get("body")) or values.text(now.get("caption"))
    return kinds.Edited(**common, original=values.an_id(part.get("original_message_id")), text=text)


def _revoke(part: Mapping[str, Any], _item: Mapping[str, Any], common: dict[str, Any]) -> Event:
    return kinds.Revoked(**common, original=values.an_id(part.get("original_message_id")))


_KINDS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any], dict[str, Any]], Event]] = {
    "text": _said,
    "interactive": _interactive,
    "button": _button,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "order": _order,
    "unsupported": _unsupported,
    "edit": _edit,
    "revoke": _revoke,
}


# --- who somebody is ---


def _system(update: Update) -> Event:
    """These come without `contacts`, and name the guest as they were."""
    item, said = update.item, values.part(update.item, "system")
    kind = values.text(said.get("type"))
    was = _who(update, "from_user_id", "from")
    if kind == "customer_identity_changed":
        becomes = was
    elif kind in ("user_changed_number", "user_changed_user_id"):
        becomes = Who(update.number, values.maybe_id(said.get("user_id")), values.phone(said.get("wa_id")))
    else:
        return kinds.Unknown("system")
    if becomes.user_id is None and becomes.phone is None:
        raise Unreadable
    return kinds.IdentityChanged(
        id=values.an_id(item.get("id")), at=values.instant(item.get("timestamp")), was=was, becomes=becomes
    )


def _user_id(update: Update) -> Event:
    item = update.item
    change = values.part(item, "user_id")
    previous, current = values.an_id(change.get("previous")), values.an_id(change.get("current"))
    at = values.instant(item.get("timestamp"))
    return kinds.IdentityChanged(
        # The notification has no id of its own.
        id=f"{previous}>{current}@{int(at.timestamp())}",
        at=at,
        was=Who(update.number, previous, None),
        becomes=Who(update.number, current, values.phone(item.get("wa_id"))),
    )


def _preference(update: Update) -> Event:
    item = update.item
    value, at = values.text(item.get("value")), values.instant(item.get("timestamp"))
    if value not in ("stop", "resume"):
        return kinds.Unknown("user_preferences")
    who = _who(update, "user_id", "wa_id")
    return kinds.Preferred(
        id=f"{who.user_id or who.phone}:{value}@{int(at.timestamp())}",
        at=at,
        who=who,
        is_stop=value == "stop",
    )


def _who(update: Update, user_id_key: str, phone_key: str) -> Who:
    item, contact = update.item, update.contact
    user_id = values.maybe_id(item.get(user_id_key)) or values.maybe_id(contact.get("user_id"))
    phone = values.phone(item.get(phone_key)) or values.phone(contact.get("wa_id"))
    if user_id is None and phone is None:
        raise Unreadable
    return Who(update.number, user_id, phone)


# --- what became of ours, and of the account ---


def _status(update: Update) -> Event:
    item = update.item
    status, pricing = values.text(item.get("status")), values.part(item, "pricing")
    message, at = values.an_id(item.get("id")), values.instant(item.get("timestamp"))
    if status not in _STATUSES:
        return kinds.Unknown("status")
    kept = {
        key: pricing[key]
        for key in ("billable", "pricing_model", "type", "category")
        if isinstance(pricing.get(key), str | bool)
    }
    return kinds.Status(
        number=update.number,
        message=message,
        status=status,
        at=at,
        phone=values.phone(item.get("recipient_id")),
        user_id=values.maybe_id(item.get("recipient_user_id")),
        callback=values.text(item.get("biz_opaque_callback_data")) or None,
        fault=values.code_of(item),
        pricing=kept or None,
    )


def _error(update: Update) -> Event:
    code = update.item.get("code")
    if not isinstance(code, int) or isinstance(code, bool):
        raise Unreadable
    return kinds.AccountError(number=update.number, code=code)


def _template(update: Update) -> Event:
    item = update.item
    name, event = values.words(item.get("message_template_name")), values.words(item.get("event"))
    # Written en-US here, and en_US everywhere else.
    language = values.words(item.get("message_template_language")).replace("-", "_")
    at = values.instant(update.time)
    names = (update.account, str(item.get("message_template_id")), language, event, str(update.time))
    return kinds.TemplateState(id=":".join(names), at=at, name=name, language=language, event=event)


_READERS: Mapping[str, Callable[[Update], Event]] = {
    "message": _message,
    "user_id": _user_id,
    "preference": _preference,
    "status": _status,
    "error": _error,
    "template": _template,
}


def _ad(referral: Mapping[str, Any]) -> str | None:
    source = values.maybe_id(referral.get("source_id"))
    return (
        f"{values.word(values.text(referral.get('source_type'))) or 'ad'}:{source}"[:128] if source else None
    )
