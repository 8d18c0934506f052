"""A wish for a language is said in words; a Spanish omelette is not one."""

from __future__ import annotations

import pytest

from bot.nlu.language_wish import find_language_wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("in English please", "en"), ("English", "en"), ("can we speak Spanish?", "es"), ("switch to portuguese", "pt"), ("I'd rather write in german", "de"),
        ("do you speak french", "fr"), ("do you speak Dutch?", "nl"), ("¿hablas portugués?", "pt"), ("¿podemos hablar en inglés?", "en"), ("en español por favor", "es"),
        ("cambia a portugués", "pt"), ("prefiero escribir en alemán", "de"), ("castellano", "es"), ("fala português?", "pt"), ("podemos falar em inglês?", "en"),
        ("em português por favor", "pt"), ("muda para espanhol", "es"), ("vocês falam espanhol?", "es"), ("parlez-vous anglais ?", "en"), ("en français s'il vous plaît", "fr"),
        ("sprechen Sie Deutsch?", "de"), ("bitte auf Englisch", "en"), ("parlate italiano?", "it"), ("in italiano per favore", "it"), ("¿hablan catalán?", "ca"),
        ("können wir Englisch sprechen", "en"), ("ich kann nur Deutsch", "de"), ("en español plis", "es"), ("no hablo español, english?", "en"),
        ("I don't speak Spanish", None), ("je ne parle pas espagnol", None), ("ich spreche kein Spanisch", None), ("non parlo spagnolo", None),
        ("is there an English breakfast?", None), ("I want Spanish food", None), ("do you have a Spanish restaurant", None), ("a menu in English", None), ("hola", None), ("", None),
        ("two adults", None), ("la tortilla española", None), ("I am German", None), ("soy francés", None),
    ],
)  # fmt: skip
def test_a_wish_is_told_from_a_mention(text: str, wish: str | None) -> None:
    assert find_language_wish(text) == wish
