"""Four roles, each of which may do all that the ones before it may."""

from __future__ import annotations

from enum import StrEnum

from console.words import marked


class Role(StrEnum):
    VIEWER = marked("viewer")
    AGENT = marked("agent")
    EDITOR = marked("editor")
    ADMIN = marked("admin")

    def may_act_as(self, needed: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(needed)

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Role.VIEWER: marked("reads conversations"),
    Role.AGENT: marked("also speaks with guests and finishes by hand what got stuck"),
    Role.EDITOR: marked("also edits what the hotel says"),
    Role.ADMIN: marked("also manages staff and settings"),
}
