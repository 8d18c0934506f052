"""What a room should have, and what it may cost, in tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.budgets import find_budget
from bot.nlu.room_wishes import find_room_wishes

WISHES = [
    ("a double with sea view please", ["sea_view"]),
    ("twin beds and a balcony if possible", ["balcony", "twin_beds"]),
    ("we'd prefer a quiet room on a high floor", ["quiet", "high_floor"]),
    ("no need for a sea view", []),
    ("my wife uses a wheelchair", ["accessible"]),
    ("habitación con vistas al mar y cama de matrimonio", ["sea_view", "double_bed"]),
    ("camas separadas si puede ser, en planta baja", ["twin_beds", "low_floor"]),
    ("sin balcón", []),
    ("un quarto sossegado com varanda", ["balcony", "quiet"]),
    ("quarto sossegado longe do elevador", ["quiet"]),
    ("duas camas de solteiro, por favor", ["twin_beds"]),
    ("une chambre calme avec vue sur la mer", ["sea_view", "quiet"]),
    ("deux lits séparés et une baignoire", ["bathtub", "twin_beds"]),
    ("ein ruhiges Zimmer mit Meerblick und Balkon", ["sea_view", "balcony", "quiet"]),
    ("getrennte Betten, Nichtraucher", ["twin_beds", "non_smoking"]),
    ("kein Balkon nötig", []),
    ("camera silenziosa con vista mare", ["sea_view", "quiet"]),
    ("letto matrimoniale, piano alto", ["double_bed", "high_floor"]),
    ("somewhere quiet overlooking the sea", ["sea_view", "quiet"]),
    ("no balcony but a sea view", ["sea_view"]),
    ("not a double bed, twin beds", ["twin_beds"]),
    ("no smoking room please", ["non_smoking"]),
    ("una que no dé a la calle", ["quiet"]),
    ("cama grande no, dos camas", ["twin_beds"]),
    ("última planta, movilidad reducida", ["high_floor", "accessible"]),
    ("vista mar, último andar", ["sea_view", "high_floor"]),
    ("não fumante, longe da rua", ["quiet", "non_smoking"]),
    ("face à la mer, pas côté rue", ["sea_view", "quiet"]),
    ("möglichst ruhig, oberste Etage", ["quiet", "high_floor"]),
    ("Balkon brauchen wir nicht", []),
    ("il balcone non serve, un terrazzino", ["terrace"]),
    ("bank a/c details", []),
    ("two rooms next to each other", ["connecting"]),
    ("is the sea warm in may", []),
    ("", []),
]

BUDGETS = [
    ("under 100 € a night", (100, "EUR", "night")),
    ("max £120 per night", (120, "GBP", "night")),
    ("something below $200", (200, None, None)),
    ("our budget is 500 euros in total", (500, "EUR", "stay")),
    ("100 euros max", (100, "EUR", None)),
    ("menos de 90 euros la noche", (90, "EUR", "night")),
    ("hasta 1.200 pesos por noche", (1200, None, "night")),
    ("80 € como máximo", (80, "EUR", None)),
    ("presupuesto de 300 euros en total", (300, "EUR", "stay")),
    ("até R$ 350 por noite", (350, "BRL", "night")),
    ("no máximo 100 euros", (100, "EUR", None)),
    ("moins de 110 euros par nuit", (110, "EUR", "night")),
    ("90 € maximum", (90, "EUR", None)),
    ("unter 100 Euro pro Nacht", (100, "EUR", "night")),
    ("bis zu 120 CHF die Nacht", (120, "CHF", "night")),
    ("höchstens 95€", (95, "EUR", None)),
    ("meno di 100 euro a notte", (100, "EUR", "night")),
    ("massimo 80€ a notte", (80, "EUR", "night")),
    ("up to 150 a night", (150, None, "night")),
    ("can't spend more than 90 euros a night", (90, "EUR", "night")),
    ("under a hundred quid a night", (100, "GBP", "night")),
    ("budget 600 for 4 nights", (600, None, "stay")),
    ("máximo 80", (80, None, None)),
    ("que no pase de cien euros la noche", (100, "EUR", "night")),
    ("entre 80 y 100 euros", (100, "EUR", None)),
    ("menos de 90 euros al día", (90, "EUR", "night")),
    ("não quero gastar mais de 400 reais", (400, "BRL", None)),
    ("até 250 a diária", (250, None, "night")),
    ("pas plus de 120", (120, None, None)),
    ("on ne veut pas dépasser 120 euros", (120, "EUR", None)),
    ("nicht teurer als 120 Euro", (120, "EUR", None)),
    ("unser Budget liegt bei 100 Euro", (100, "EUR", None)),
    ("fino a 90", (90, None, None)),
    ("tra 80 e cento euro a notte", (100, "EUR", "night")),
    ("600 euros max for 3 nights", (600, "EUR", "stay")),
    # Numbers that limit something else, or nothing.
    ("less than 20 euros for breakfast", None),
    ("100 EUR max pp", None),
    ("max 3", None),
    ("hasta 2027", None),
    ("hasta 50 personas", None),
    ("zwischen 20 und 25 Mai", None),
    ("il prezzo passa da 82 a 137 euro", None),
    # Numbers that limit something else, or nothing.
    ("hasta el 20 de mayo", None),
    ("up to 4 people", None),
    ("until 12", None),
    ("is it 100 €?", None),
    ("less than 10 minutes away", None),
    ("unter 12 Jahren", None),
    ("room 112", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "wishes"), WISHES)
def test_what_a_room_should_have(text: str, wishes: list[str]) -> None:
    assert find_room_wishes(text) == wishes


@pytest.mark.parametrize(("text", "budget"), BUDGETS)
def test_what_a_stay_may_cost(text: str, budget: tuple[int, str | None, str | None] | None) -> None:
    found = find_budget(text)
    assert (found and (found["amount"], found["currency"], found["per"])) == budget


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    assert isinstance(find_room_wishes(text), list)
    budget = find_budget(text)
    assert budget is None or budget["amount"] >= 0
