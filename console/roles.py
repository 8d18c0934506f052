"""Four roles, each of which may do all that the ones before it may."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    VIEWER = "viewer"
    AGENT = "agent"
    EDITOR = "editor"
    ADMIN = "admin"

    def may_act_as(self, needed: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(needed)

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Role.VIEWER: "reads conversations and what is unfinished",
    Role.AGENT: "also speaks with guests and finishes by hand what got stuck",
    Role.EDITOR: "also edits what the hotel says",
    Role.ADMIN: "also manages staff and settings",
}
