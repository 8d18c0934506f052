from __future__ import annotations

from datetime import UTC, datetime

from bot.gateway.calendar import event_file

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_lines_are_folded_at_75_octets_without_breaking_a_character() -> None:
    stay = {
        "uid": "R1",
        "title": "ñ" * 100,
        "check_in": "2026-12-30",
        "check_out": "2027-01-02",
        "description": "one\ntwo",
    }
    content = event_file(stay, made_at=AT)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    unfolded = content.decode().replace("\r\n ", "")
    assert "SUMMARY:" + "ñ" * 100 + "\r\n" in unfolded
    assert "DESCRIPTION:one\\ntwo\r\n" in unfolded
    assert "DTSTAMP:20261121T093000Z\r\n" in unfolded


def test_a_value_cannot_end_its_line() -> None:
    stay = {
        "uid": "R1",
        "title": "x\r\nATTACH:evil",
        "check_in": "2026-12-30",
        "check_out": "2027-01-02",
    }
    assert b"\r\nATTACH" not in event_file(stay, made_at=AT)
