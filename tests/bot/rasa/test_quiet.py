"""Rasa's logs keep places and types of errors, never words."""

from __future__ import annotations

import logging
import sys
import warnings

import pytest

from bot.rasa import quiet


def test_structured_entries_lose_words_and_keep_names() -> None:
    entry = {"event": "processor.message.parse", "parse_data_text": "Ana", "action_name": "action_book"}
    assert quiet.mask_entry(None, "debug", entry) == {
        "event": "processor.message.parse",
        "parse_data_text": quiet.MASK,
        "action_name": "action_book",
    }


def test_an_exception_in_a_structured_entry_is_its_type() -> None:
    entry = quiet.mask_entry(None, "error", {"event": "x", "exc_info": ValueError("Ana")})
    assert entry == {"event": "x", "error": "ValueError"}


def test_tracebacks_show_the_place_and_the_chain_of_types() -> None:
    try:
        try:
            raise KeyError("Ana")
        except KeyError as error:
            raise ValueError("Lopez") from error
    except ValueError:
        shown = quiet.traceback_without_words(*sys.exc_info())
    assert "test_quiet.py" in shown
    assert shown.endswith("ValueError <- KeyError")


@pytest.fixture
def restored_record_factory() -> object:
    factory = logging.getLogRecordFactory()
    yield factory
    logging.setLogRecordFactory(factory)


def test_plain_log_records_lose_the_words_of_errors(
    restored_record_factory: object, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "true")
    with warnings.catch_warnings():
        quiet.install()
    log = logging.getLogger("rasa.somewhere")
    words = "Rumpelstilzchen"
    try:
        raise ValueError(words)
    except ValueError as error:
        log.exception("it failed")
        log.error("it failed: %s", error)
    assert "ValueError" in caplog.text
    assert words not in caplog.text


def test_exactly_the_warning_about_versions_is_silenced() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        quiet.silence_version_warning()
        warnings.warn(
            "Your versions of rasa and rasa_sdk might not be compatible. You are …", UserWarning, stacklevel=1
        )
        warnings.warn("Your versions of something else", UserWarning, stacklevel=1)
    assert [str(one.message) for one in seen] == ["Your versions of something else"]
