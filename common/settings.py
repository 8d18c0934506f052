"""Every setting of the program, read once from the environment, a `.env` file in development, or files named by `…_FILE`.

docs/settings.md describes each one; a test fails when one is missing there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The folder the project lies in; relative paths in settings start here."""

ENV_FILE = ROOT / ".env"


# Where plain http crosses no network.
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class BadSettings(Exception):
    """A setting that cannot be used; the text names it and says what is expected."""


def _named(*names: str) -> Any:
    return AliasChoices(*names)


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, env_prefix="POSADA_"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # load_settings reads the sources, so that a test's Settings never takes anything from the machine it runs on.
        return (init_settings,)

    # --- where things lie and listen ---
    data_dir: Path = ROOT / "var"
    database_url: str = Field("", validation_alias=_named("DATABASE_URL", "database_url"))
    host: str = "127.0.0.1"
    port: int = 8080
    inner_port: int = 8081
    rasa_port: int = 5005
    rasa_urls: str = ""
    actions_url: str = ""
    replies_url: str = ""
    public_url: str = ""
    gateway_name: str = "gateway"
    properties_file: Path = ROOT / "posada" / "demo_hotel.yml"

    # --- servers that the same code scales out on; empty: in this process ---
    redis_url: SecretStr = Field(SecretStr(""), validation_alias=_named("REDIS_URL", "redis_url"))

    # --- secrets; made on the first run below data_dir/secrets where none is given ---
    inner_token: SecretStr = SecretStr("")
    rasa_token: SecretStr = SecretStr("")
    secret_keys: SecretStr = SecretStr("")
    guest_salt: SecretStr = SecretStr("")

    # --- the hotel system; a property's own `pms` block wins ---
    pms_type: str = Field("demo", validation_alias=_named("PMS_TYPE", "pms_type"))
    pms_base_url: str = Field("", validation_alias=_named("PMS_BASE_URL", "pms_base_url"))
    pms_api_key: SecretStr = Field(SecretStr(""), validation_alias=_named("PMS_API_KEY", "pms_api_key"))
    pms_hotel_id: str = Field("", validation_alias=_named("PMS_HOTEL_ID", "pms_hotel_id"))
    pms_timeout: float = Field(30.0, gt=0, validation_alias=_named("PMS_TIMEOUT", "pms_timeout"))
    pms_options: dict[str, Any] = Field({}, validation_alias=_named("PMS_OPTIONS", "pms_options"))
    check_pms_in_readiness: bool = Field(
        False, validation_alias=_named("CHECK_PMS_IN_READINESS", "check_pms_in_readiness")
    )

    # --- patience, in seconds ---
    turn_timeout_seconds: float = Field(28.0, gt=0)
    action_timeout_seconds: float = Field(20.0, gt=0)
    reply_timeout_seconds: float = Field(3.0, gt=0)
    guest_patience_seconds: float = Field(15.0, gt=0)
    burst_wait_seconds: float = Field(1.0, ge=0, le=10)

    # --- experiments: the share of guests that never takes part in one ---
    experiment_hold_out: float = Field(0.0, ge=0, lt=1)

    # --- people who take conversations over ---
    staff_reminder_minutes: float = Field(5.0, gt=0)
    staff_missing_minutes: float = Field(15.0, gt=0)
    staff_away_minutes: float = Field(20.0, gt=0)
    ask_satisfaction: bool = True

    # --- guests' web page ---
    webchat_origins: str = ""
    messages_per_minute: int = Field(30, gt=0)

    # --- WhatsApp; the channel is shut while its app secret is empty ---
    whatsapp_access_token: SecretStr = Field(
        SecretStr(""), validation_alias=_named("WHATSAPP_ACCESS_TOKEN", "whatsapp_access_token")
    )
    whatsapp_app_secret: SecretStr = Field(
        SecretStr(""), validation_alias=_named("WHATSAPP_APP_SECRET", "whatsapp_app_secret")
    )
    whatsapp_verify_token: SecretStr = Field(
        SecretStr(""), validation_alias=_named("WHATSAPP_VERIFY_TOKEN", "whatsapp_verify_token")
    )
    whatsapp_graph_version: str = Field(
        "v25.0",
        pattern=r"^v\d{1,3}\.\d{1,2}$",
        validation_alias=_named("WHATSAPP_GRAPH_VERSION", "whatsapp_graph_version"),
    )
    whatsapp_graph_url: str = Field(
        "https://graph.facebook.com",
        validation_alias=_named("WHATSAPP_GRAPH_URL", "whatsapp_graph_url"),
    )
    whatsapp_numbers: str = Field("", validation_alias=_named("WHATSAPP_NUMBERS", "whatsapp_numbers"))
    # Of the pretended one that `posada run` starts where there are no credentials; 0: none.
    whatsapp_simulator_port: int = Field(8082, ge=0, lt=65536)
    whatsapp_messages_per_second: float = Field(
        80.0,
        gt=0,
        validation_alias=_named("WHATSAPP_MESSAGES_PER_SECOND", "whatsapp_messages_per_second"),
    )

    # --- mail; none is sent while smtp_url is empty ---
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""

    # --- where staff are called when a write to the hotel system needs a person; the log always has it ---
    alert_webhook_url: SecretStr = SecretStr("")
    alert_email: str = ""

    # --- how long guests' words, and records about them, are kept; 0: for good ---
    keep_words_days: int = Field(365, ge=0)
    keep_records_days: int = Field(730, ge=0)

    # --- logs ---
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_json: bool = False

    @field_validator("data_dir", "properties_file")
    @classmethod
    def _below_root(cls, path: Path) -> Path:
        return path if path.is_absolute() else ROOT / path

    @field_validator("pms_options", mode="before")
    @classmethod
    def _is_json(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError("expected a JSON object") from error

    @field_validator("whatsapp_graph_url")
    @classmethod
    def _is_safe_for_a_token(cls, url: str) -> str:
        parts = urlsplit(url)
        is_here = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not parts.hostname or not (parts.scheme == "https" or is_here):
            raise ValueError("expected https://…, or http on this machine")
        return url.rstrip("/")

    @property
    def database(self) -> str:
        """The URL in use: the one that was set, else a SQLite file below data_dir."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{self.data_dir / 'posada.db'}"
        # Names that people and hosting panels write, mapped to the drivers we run on.
        for plain, driver in (
            ("postgres://", "postgresql+psycopg://"),
            ("postgresql://", "postgresql+psycopg://"),
            ("sqlite:///", "sqlite+aiosqlite:///"),
        ):
            if self.database_url.startswith(plain):
                return driver + self.database_url[len(plain) :]
        return self.database_url

    @property
    def rasa_workers(self) -> tuple[str, ...]:
        """Base URLs of the Rasa processes, without a trailing slash."""
        given = tuple(url.strip().rstrip("/") for url in self.rasa_urls.split(",") if url.strip())
        return given or (f"http://127.0.0.1:{self.rasa_port}",)

    @property
    def inner_url(self) -> str:
        return f"http://127.0.0.1:{self.inner_port}"

    @property
    def where_actions_are(self) -> str:
        """The action servers' address as Rasa sees it, without a trailing slash."""
        return self.actions_url.rstrip("/") or self.inner_url

    @property
    def where_replies_are(self) -> str:
        return self.replies_url.rstrip("/") or self.inner_url

    @property
    def guest_url(self) -> str:
        """The address guests reach us at, without a trailing slash; links in replies start with it."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


SECRET_NAMES = (
    "POSADA_INNER_TOKEN",
    "POSADA_RASA_TOKEN",
    "POSADA_SECRET_KEYS",
    "POSADA_GUEST_SALT",
    "PMS_API_KEY",
    "REDIS_URL",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "POSADA_SMTP_URL",
    "POSADA_ALERT_WEBHOOK_URL",
)
"""Settings that may also be given as a file: NAME_FILE holds its path."""


def read_environment(env_file: Path | None = ENV_FILE) -> dict[str, str]:
    """What the `.env` file says, under what the environment says."""
    in_file = dotenv_values(env_file) if env_file is not None and env_file.is_file() else {}
    return {name: value for name, value in in_file.items() if value is not None} | dict(os.environ)


def load_settings(
    environment: Mapping[str, str] | None = None, *, env_file: Path | None = ENV_FILE
) -> Settings:
    """Settings from the environment over the `.env` file over the defaults.

    Raises BadSettings with every fault named; values of secrets are never repeated in it.
    """
    values = read_environment(env_file) if environment is None else dict(environment)
    for name in SECRET_NAMES:
        path = values.get(f"{name}_FILE")
        if path and not values.get(name):
            try:
                values[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise BadSettings(f"{name}_FILE cannot be read: {error.strerror}") from error
    return _build(values)


def _build(values: Mapping[str, str]) -> Settings:
    known: dict[str, Any] = {}
    for field, description in Settings.model_fields.items():
        alias = description.validation_alias
        name = alias.choices[0] if isinstance(alias, AliasChoices) else f"POSADA_{field.upper()}"
        if values.get(str(name), "") != "":
            known[field] = values[str(name)]
    try:
        return Settings(**known)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)
        )
        raise BadSettings(faults) from error


def setting_names() -> tuple[str, ...]:
    """Every environment variable that is read, for the documentation's check."""
    names = []
    for field, description in Settings.model_fields.items():
        alias = description.validation_alias
        names.append(str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"POSADA_{field.upper()}")
    return tuple(names) + tuple(f"{name}_FILE" for name in SECRET_NAMES)
