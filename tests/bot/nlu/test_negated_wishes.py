"""What is named only to be refused, and what merely sounds so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.negated_wishes import find_negated

CANCEL, PERSON, BOOK = ["cancel_booking"], ["human_handoff"], ["book_room"]
CASES = [
    ("I don't want to cancel, just a later date", CANCEL),
    ("I'm not cancelling anything", CANCEL),
    ("please do not cancel my booking", CANCEL),
    ("better not cancel, keep it", CANCEL),
    ("keep the reservation", CANCEL),
    ("leave it as it is", CANCEL),
    ("no cancelo nada, sigo con la reserva", CANCEL),
    ("no la canceles", CANCEL),
    ("no quiero cancelar, solo cambiar el día", CANCEL),
    ("déjala como está", CANCEL),
    ("não quero cancelar", CANCEL),
    ("não cancele, por favor", CANCEL),
    ("deixa como está", CANCEL),
    ("je ne veux pas annuler", CANCEL),
    ("n'annulez pas !", CANCEL),
    ("finalement je la garde", CANCEL),
    ("bitte nicht stornieren", CANCEL),
    ("ich will gar nicht stornieren", CANCEL),
    ("lassen Sie es so wie es ist", CANCEL),
    ("non voglio cancellare", CANCEL),
    ("non annullate la prenotazione", CANCEL),
    ("lasci tutto così", CANCEL),
    ("I don't want an agent, just the price", PERSON),
    ("I don't want to talk to a person", PERSON),
    ("no need to speak to anyone, don't call me", PERSON),
    ("no quiero hablar con nadie, solo el precio", PERSON),
    ("no necesito un agente", PERSON),
    ("não quero falar com ninguém", PERSON),
    ("pas besoin de parler à quelqu'un", PERSON),
    ("ich brauche keinen Mitarbeiter", PERSON),
    ("ich möchte mit niemandem sprechen", PERSON),
    ("non voglio parlare con un operatore", PERSON),
    ("no me llamen", PERSON),
    ("leave it as it was", CANCEL),
    ("it's fine as it is", CANCEL),
    ("nada, está bien así", CANCEL),
    ("não cancela não", CANCEL),
    ("tá bom assim", CANCEL),
    ("c'est bien comme ça", CANCEL),
    ("va bene così", CANCEL),
    ("don't book it yet", BOOK),
    ("todavía no la reserves", BOOK),
    ("não reserve ainda", BOOK),
    ("ne réservez pas encore", BOOK),
    ("bitte noch nicht buchen", BOOK),
    ("non prenotare ancora", BOOK),
    ("don't cancel, but don't book it yet either", [*BOOK, *CANCEL]),
    # Wishes all the same.
    ("I haven't booked yet, can I book it now?", []),
    ("no quiero esperar, resérvala", []),
    ("I can't cancel online, please help", []),
    ("why can't I talk to a person", []),
    ("cancel my booking please, I'm not coming", []),
    ("no puedo cancelar en la web", []),
    ("no voy a ir, cancelen la reserva", []),
    ("não consigo cancelar", []),
    ("je ne viens pas, annulez", []),
    ("ich kann nicht stornieren", []),
    ("non riesco a cancellare", []),
    ("I don't want a bot, I want a person", []),
    ("no quiero hablar con un robot, quiero una persona", []),
    ("ich will nicht mit einem Roboter sprechen", []),
    ("do not disturb", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "refused"), CASES)
def test_what_is_refused(text: str, refused: list[str]) -> None:
    assert find_negated(text) == refused


@given(st.text(max_size=600))
def test_no_text_is_too_strange(text: str) -> None:
    assert set(find_negated(text)) <= {"book_room", "cancel_booking", "human_handoff"}
