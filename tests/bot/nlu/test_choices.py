"""Which of several offers is meant without being named."""

from __future__ import annotations

import pytest

from bot.nlu.choices import find_choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("the cheapest one please", "cheapest"),
        ("o mais barato", "cheapest"),
        ("la más económica", "cheapest"),
        ("das günstigste", "cheapest"),
        ("la moins chère", "cheapest"),
        ("il più economico", "cheapest"),
        ("your best room", "dearest"),
        ("la primera", "first"),
        ("the later one", "later"),
        ("el de la semana siguiente", "later"),
        ("celui d'après", "later"),
        ("nein, erst in der Woche drauf", "later"),
        ("quello della settimana dopo", "later"),
        ("the earlier one", "earlier"),
        ("le plus tôt", "earlier"),
        ("el que viene", "later"),
        ("no próximo", None),
        ("o próximo", "later"),
        ("the next one please", "later"),
        ("ok no worries, nothing extra", "none"),
        ("nada, sin extras", "none"),
        ("não é preciso mais nada", "none"),
        ("quello prima", "earlier"),
        ("the second one", "second"),
        ("a última", "last"),
        ("nothing, thanks", "none"),
        ("nada más", "none"),
        ("só isso", "none"),
        ("option 2", "second"),
        ("la 2", "second"),
        ("the 2nd one", "second"),
        ("the latter", "last"),
        ("not the first, the second", "second"),
        ("la seconde", "second"),
        ("das günstigere", "cheapest"),
        ("o mais baratinho", "cheapest"),
        ("neither of them", "none"),
        ("ninguna de las dos", "none"),
        ("nenhum dos dois", "none"),
        ("ni l'un ni l'autre", "none"),
        ("keins von beiden", "none"),
        ("nessuna", "none"),
        ("the first of May", None),
        ("from the first to the third", None),
        ("the 3rd", None),
        ("the last week of June", None),
        ("la primera semana", None),
        ("el tercer piso", None),
        ("de sexta a segunda", None),
        ("le premier mai", None),
        ("das erste Wochenende", None),
        ("la prima settimana", None),
        ("one second", None),
        ("nothing before noon", None),
        ("doble", None),
        ("2 noches desde el viernes", None),
    ],
)
def test_a_choice_is_read_in_every_language(text: str, choice: str | None) -> None:
    assert find_choice(text) == choice


def test_a_long_message_names_what_it_means() -> None:
    assert find_choice("what would the cheapest " + "very " * 20) is None
