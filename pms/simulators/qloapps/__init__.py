"""QloApps 1.6.1 as a running one answered: its shapes, its checks and its bad habits. The door is `QloApps`.

Written from the recorded exchanges and never from our adapter, so that the two can disagree.
"""

from pms.simulators.qloapps.booking_guests import Mail
from pms.simulators.qloapps.house import (
    DEMO_KEY,
    DISABLED_KEY,
    READONLY_KEY,
    Hotel,
    House,
    Key,
    RefundRule,
    RoomType,
    Service,
    demo_house,
    one_type_house,
    two_hotels,
)
from pms.simulators.qloapps.races import Moment, Pause, let_others_in, wait_for
from pms.simulators.qloapps.simulator import QloApps

__all__ = [
    "DEMO_KEY",
    "DISABLED_KEY",
    "READONLY_KEY",
    "Hotel",
    "House",
    "Key",
    "Mail",
    "Moment",
    "Pause",
    "QloApps",
    "RefundRule",
    "RoomType",
    "Service",
    "demo_house",
    "let_others_in",
    "one_type_house",
    "two_hotels",
    "wait_for",
]
