"""The rehearsed day is the same for the same seed, and its bookings undo what they touch."""

from __future__ import annotations

from dataclasses import replace

from ops.bench.hit_rate import HitRate, Mix, hit_rate
from ops.bench.hotel_layer import HotelLayer, as_json, as_text, promises
from ops.bench.layers import LayerCost

SMALL = Mix("small", 600, operations=200)


async def test_the_same_seed_is_the_same_day() -> None:
    assert await hit_rate(SMALL, "party") == await hit_rate(SMALL, "party")
    assert await hit_rate(SMALL, "party") != await hit_rate(SMALL, "party", seed=2)


async def test_shares_are_shares_and_rooms_are_booked() -> None:
    found = await hit_rate(SMALL, "party")
    assert 0 < found.everything < found.reads < 1
    assert 0 < found.searches < found.reads
    assert found.booked > 20


async def test_one_answer_for_all_parties_serves_more_of_the_same_day() -> None:
    by_party, by_stay = await hit_rate(SMALL, "party"), await hit_rate(SMALL, "stay")
    assert by_stay.searches > by_party.searches
    assert (by_stay.booked, by_stay.refused) == (by_party.booked, by_party.refused)


def test_a_promise_that_is_not_kept_is_called_so() -> None:
    busy, quiet = replace(SMALL, name="5 a second"), replace(SMALL, name="1 a second")
    rates = [
        HitRate(mix, by, searches=0.5, reads=reads, everything=0.4, booked=10, refused=0)
        for mix, by, reads in ((busy, "party", 0.6), (quiet, "party", 0.5), (quiet, "stay", 0.7))
    ]
    found = HotelLayer(LayerCost(bare_ms=1.0, adapter_ms=1.5, live_ms=2.0, cached_ms=0.1), rates)
    assert [one.is_kept for one in promises(found)] == [True, True, False, True]
    assert "NOT KEPT" in as_text(found)
    assert as_json(found)["promises"][2]["kept"] is False
