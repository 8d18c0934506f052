"""What was understood, put into words."""

from __future__ import annotations

from typing import Any

import pytest

from console.explain import extracted, languages
from console.words import words_of

ENGLISH = words_of("en")


@pytest.mark.parametrize(
    ("understood", "rows"),
    [
        ({}, []),
        ({"stay": None, "party": None, "contact": {"name": None, "email": None, "phone": None}}, []),
        (
            {"stay": {"check_in": "2026-11-27", "check_out": "2026-11-28", "nights": 1, "ambiguous": []}},
            [("Stay", "Fri 27 Nov 2026 – Sat 28 Nov 2026, 1 night")],
        ),
        (
            {"stay": {"check_in": "2028-02-29", "check_out": None, "nights": None}},
            [("Stay", "from Tue 29 Feb 2028")],
        ),
        ({"stay": {"check_in": None, "check_out": None, "nights": 2}}, [("Stay", "2 nights")]),
        (
            {
                "stay": {
                    "check_in": None,
                    "check_out": None,
                    "nights": None,
                    "ambiguous": [{"field": "check_in", "candidates": ["2026-03-04", "2026-04-03"]}],
                }
            },
            [("Open", "check-in: Wed 4 Mar 2026 or Fri 3 Apr 2026")],
        ),
        (
            {
                "stay": {
                    "ambiguous": [
                        {"check_in": "2026-11-27", "check_out": "2026-11-29"},
                        {"check_in": "2026-12-04", "check_out": "2026-12-06"},
                    ]
                }
            },
            [
                (
                    "Open",
                    "Fri 27 Nov 2026 – Sun 29 Nov 2026 or Fri 4 Dec 2026 – Sun 6 Dec 2026",
                )
            ],
        ),
        (
            {"party": {"adults": 1, "children": 2, "children_ages": [4, 7], "infants": 1, "rooms": 2}},
            [("Party", "1 adult, 2 children (aged 4, 7), 1 infant, 2 rooms")],
        ),
        ({"party": {"people": 3, "pets": True}}, [("Party", "3 people, with pets")]),
        (
            {
                "contact": {"name": "Eva", "email": "eva@example.com", "phone": None},
                "reference": "PSD-7K3M9QXT",
            },
            [("Name", "Eva"), ("E-mail", "eva@example.com"), ("Reference", "PSD-7K3M9QXT")],
        ),
        ({"stay": {"check_in": "soon", "check_out": None}}, [("Stay", "from soon")]),
    ],
)
def test_values_read_as_a_receptionist_would_say_them(
    understood: dict[str, Any], rows: list[tuple[str, str]]
) -> None:
    assert extracted(understood, ENGLISH) == rows


def test_the_reply_language_is_told_where_it_is_another() -> None:
    found = {"language": {"code": "ca", "confidence": 0.6, "reply": "es", "wish": "en"}}
    assert languages(found, ENGLISH) == [
        ("Language", "ca, 60 %"),
        ("Answered in", "Spanish"),
        ("Asked for", "English"),
    ]
    assert languages({}, ENGLISH) == []
