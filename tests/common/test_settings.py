"""Settings: read, refused, documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.settings import ROOT, BadSettings, load_settings, setting_names


def test_a_plain_postgres_address_gets_our_driver() -> None:
    settings = load_settings({"DATABASE_URL": "postgres://u@h/posada"})
    assert settings.database == "postgresql+psycopg://u@h/posada"


def test_without_a_database_url_it_is_a_file_below_the_data_dir(tmp_path: Path) -> None:
    settings = load_settings({"POSADA_DATA_DIR": str(tmp_path)})
    assert settings.database == f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}"


def test_a_bad_value_names_its_setting_and_tells_no_secret() -> None:
    with pytest.raises(BadSettings) as caught:
        load_settings({"POSADA_PORT": "eighty", "POSADA_RASA_TOKEN": "sesame"})
    assert "port" in str(caught.value)
    assert "sesame" not in str(caught.value)


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("sesame\n")
    assert load_settings({"POSADA_RASA_TOKEN_FILE": str(file)}).rasa_token.get_secret_value() == "sesame"


def test_a_secret_file_that_cannot_be_read_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="POSADA_RASA_TOKEN_FILE"):
        load_settings({"POSADA_RASA_TOKEN_FILE": str(tmp_path / "missing")})


def test_a_secret_does_not_print() -> None:
    assert "sesame" not in repr(load_settings({"POSADA_RASA_TOKEN": "sesame"}))


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in setting_names() if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    "url", ["http://graph.facebook.com", "graph.facebook.com", "https://", "ftp://127.0.0.1"]
)
def test_the_token_of_whatsapp_leaves_this_machine_only_encrypted(url: str) -> None:
    with pytest.raises(BadSettings, match="whatsapp_graph_url"):
        load_settings({"WHATSAPP_GRAPH_URL": url})


def test_a_simulator_on_this_machine_needs_no_certificate() -> None:
    settings = load_settings({"WHATSAPP_GRAPH_URL": "http://127.0.0.1:9100/"})
    assert settings.whatsapp_graph_url == "http://127.0.0.1:9100"


def test_a_version_of_the_graph_api_is_a_version() -> None:
    with pytest.raises(BadSettings, match="whatsapp_graph_version"):
        load_settings({"WHATSAPP_GRAPH_VERSION": "../me"})
