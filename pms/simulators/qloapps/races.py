"""What happens between the look at the rooms and the taking of one: nothing that keeps two guests apart.

The server looks twice, and so there are two gaps. Whoever else gets in after the first look turns the later ones into back
orders; after the second they all write down the same room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

Moment = Literal["looked", "looked again"]
Pause = Callable[[Moment], Awaitable[None]]


async def let_others_in(moment: Moment) -> None:
    """The usual race: requests that arrive together all see the last room, and all but the first become back orders."""
    if moment == "looked":
        await asyncio.sleep(0)


def wait_for(guests: int, *, at: Moment = "looked") -> Pause:
    """A sure race, also over slow sockets: nobody goes on before so many have looked. Once they have, the gap is closed."""
    looking = 0
    all_here = asyncio.Event()

    async def pause(moment: Moment) -> None:
        nonlocal looking
        if moment != at:
            return
        looking += 1
        if looking >= guests:
            all_here.set()
        await all_here.wait()

    return pause
