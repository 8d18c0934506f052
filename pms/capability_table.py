"""Who can do what: the page docs/capabilities.md, made from the manifests. Pure; `python -m ops.capabilities` writes it."""

from __future__ import annotations

from collections.abc import Sequence

from pms.contract.capabilities import Capability, Manifest

LABELS: dict[Capability, str] = {
    Capability.LIST_PROPERTIES: "list the hotels",
    Capability.ROOM_TYPES: "room types",
    Capability.EXTRAS: "extras",
    Capability.ROOM_STATUS: "state of the rooms",
    Capability.AVAILABILITY: "free rooms by night",
    Capability.OFFERS: "offers for a stay",
    Capability.QUOTE: "a price with its parts",
    Capability.CREATE: "book",
    Capability.GET: "look up a reservation",
    Capability.FIND_BY_OUR_REFERENCE: "look up by Posada's reference",
    Capability.FIND: "find by guest, dates, changes",
    Capability.MODIFY_DATES: "change the dates",
    Capability.MODIFY_PARTY: "change the party",
    Capability.MODIFY_ROOM_TYPE: "change the room type",
    Capability.ADD_EXTRAS: "add extras",
    Capability.CANCEL: "cancel",
    Capability.FRONT_DESK_LISTS: "arrivals, departures, in house",
    Capability.ADD_NOTE: "note for the desk",
    Capability.CHECK_OUT_TIME: "later check-out",
    Capability.SEARCH_GUEST: "find a guest",
    Capability.UPSERT_GUEST: "keep a guest",
    Capability.GUEST_PREFERENCES: "a guest's preferences",
    Capability.POST_CHARGE: "post a charge",
    Capability.BALANCE: "what is still to be paid",
    Capability.WEBHOOKS: "tells us of changes (webhooks)",
    Capability.POLL_CHANGES: "is asked for changes",
    Capability.PUSH_RATES: "takes our prices",
    Capability.PUSH_AVAILABILITY: "takes our availability",
    Capability.KEEPS_IDEMPOTENCY_KEY: "makes a repeated write one write",
}

_HEAD = """# What each hotel system can do

Made from the adapters' manifests by `python -m ops.capabilities`; `make check` fails when it does not match them. What a system cannot
do is asked before anything is promised to a guest: the conversation then offers a note for the desk, or a person.
"""


def capability_page(manifests: Sequence[Manifest]) -> str:
    """The whole page, vendors as columns in the order given, each limit with its reason below."""
    reasons: list[str] = []

    def cell(manifest: Manifest, capability: Capability) -> str:
        support = manifest.capabilities[capability]
        if support.level == "yes":
            return "yes"
        reasons.append(f"{manifest.display_name}, {LABELS[capability]}: {support.reason}.")
        return f"{support.level}{_superscript(len(reasons))}"

    rows = [
        _row([LABELS[one], f"`{one.value}`", *(cell(manifest, one) for manifest in manifests)])
        for one in Capability
    ]
    columns = [manifest.display_name for manifest in manifests]
    facts = [
        ("setting `PMS_TYPE`", [_names(manifest) for manifest in manifests]),
        ("API", [manifest.api for manifest in manifests]),
        ("signs in with", [manifest.auth for manifest in manifests]),
        ("certification", [manifest.certification for manifest in manifests]),
        ("regions", [", ".join(manifest.regions) for manifest in manifests]),
        ("rate limit", [_limit(manifest) for manifest in manifests]),
    ]
    parts = [
        _HEAD,
        "\n".join(
            [_row(["", *columns]), _rule(1 + len(columns)), *(_row([name, *of]) for name, of in facts)]
        ),
        "\n".join([_row(["", "in a manifest", *columns]), _rule(2 + len(columns)), *rows]),
    ]
    if reasons:
        parts.append("\n".join(f"{number}. {reason}" for number, reason in enumerate(reasons, 1)))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _names(manifest: Manifest) -> str:
    return ", ".join(f"`{name}`" for name in (manifest.name, *manifest.also_called))


def _limit(manifest: Manifest) -> str:
    limit = manifest.rate_limit
    return (
        "none known" if limit is None else f"{limit.calls} calls in {limit.per_seconds:g} s ({limit.source})"
    )


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(one.replace("|", "\\|").replace("\n", " ") for one in cells) + " |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns


def _superscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
