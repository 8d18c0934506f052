"""QloApps 1.6.1 as a running one answered: its shapes, its checks and its bad habits. The door is `QloApps`.

Written from the recorded exchanges and never from our adapter, so that the two can disagree.
"""

from pms.simulators.qloapps.bookings import Moment, Pause
from pms.simulators.qloapps.house import (
    DEMO_KEY,
    DISABLED_KEY,
    READONLY_KEY,
    Hotel,
    House,
    Key,
    RoomType,
    Service,
    demo_house,
    one_type_house,
    two_hotels,
)
from pms.simulators.qloapps.simulator import QloApps, let_others_in_once

__all__ = [
    "DEMO_KEY",
    "DISABLED_KEY",
    "READONLY_KEY",
    "Hotel",
    "House",
    "Key",
    "Moment",
    "Pause",
    "QloApps",
    "RoomType",
    "Service",
    "demo_house",
    "let_others_in_once",
    "one_type_house",
    "two_hotels",
]
