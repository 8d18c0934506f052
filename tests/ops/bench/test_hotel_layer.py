"""The rehearsed day is the same for the same seed, and its bookings undo what they touch."""

from __future__ import annotations

from ops.bench.hit_rate import HitRate, Mix, hit_rate
from ops.bench.hotel_layer import HotelLayer, as_json, as_text, promises
from ops.bench.layers import LayerCost

SMALL = Mix("small", 600, operations=200)


async def test_the_same_seed_is_the_same_day() -> None:
    assert await hit_rate(SMALL) == await hit_rate(SMALL)
    assert await hit_rate(SMALL) != await hit_rate(SMALL, seed=2)


async def test_shares_are_shares_and_rooms_are_booked() -> None:
    found = await hit_rate(SMALL)
    assert 0 < found.everything < found.reads < 1
    assert 0 < found.searches < found.reads
    assert found.booked > 20


def test_a_promise_that_is_not_kept_is_called_so() -> None:
    rate = HitRate(SMALL, searches=0.5, reads=0.6, everything=0.4, booked=10, refused=0)
    found = HotelLayer(LayerCost(bare_ms=1.0, live_ms=2.0, cached_ms=0.1), [rate])
    assert [one.is_kept for one in promises(found)] == [True, True, False]
    assert "NOT KEPT" in as_text(found)
    assert as_json(found)["promises"][2]["kept"] is False
