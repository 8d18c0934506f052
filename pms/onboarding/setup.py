"""`posada pms setup`: asks for the hotel's system, tries it, and writes `.env`.

A key is read hidden, from a file or from standard input; there is no option for it, because what stands on a command line
can be read by everybody on the machine.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import typer
from pydantic import SecretStr

from common.clock import SystemClock
from common.database import create_engine
from common.env_file import CannotBeWritten, read_env_file, write_env_file
from common.hotels import load_hotels, pms_of
from common.properties import BadProperties, PmsSettings, Property
from common.settings import BadSettings, Settings, load_settings
from pms.contract import errors
from pms.contract.models import Hotel
from pms.factory import check_settings, get_connector_metadata, list_available_connectors
from pms.onboarding.answers import KEY, KEY_FILE, Answers, changes, told
from pms.onboarding.checkup import Checkup
from pms.onboarding.hints import hint_for, words_of
from pms.onboarding.printing import print_step
from pms.onboarding.steps import Step
from pms.terminal import fail


@dataclass(frozen=True)
class Given:
    """What the command's options say; None where they say nothing."""

    type: str | None
    base_url: str | None
    hotel_id: str | None
    key_file: Path | None
    key_from_stdin: bool
    options: str | None


class Setup:
    """One run over one `.env` file."""

    def __init__(self, env_file: Path, *, asks: bool, must_work: bool) -> None:
        self._env_file = env_file
        self._asks = asks
        self._must_work = must_work
        self._present = read_env_file(env_file)
        try:
            environment = {**self._present, **os.environ}
            self._settings = load_settings(environment)
            self._hotel = self._hotel_to_try(self._settings, environment)
        except (BadSettings, BadProperties) as error:
            fail(str(error))

    def run(self, given: Given) -> None:
        for name in ("PMS_TYPE", "PMS_BASE_URL", "PMS_HOTEL_ID", KEY, KEY_FILE, "PMS_OPTIONS"):
            if os.environ.get(name) and (self._asks or name != KEY):
                typer.echo(
                    f"note: {name} is set in the environment, which wins over {self._env_file.name}", err=True
                )
        answers = self._key(self._system(given), given)
        answers = self._tried(answers, given.hotel_id)
        self._written(answers)

    # --- questions ---

    def _system(self, given: Given) -> Answers:
        """Which system and where; asked again until it can be one, where somebody can be asked."""
        while True:
            try:
                return self._system_once(given)
            except (errors.PmsError, ValueError) as error:
                typer.echo(_explained(error, given.type or ""), err=True)
                if not self._asks:
                    raise typer.Exit(1) from error
                given = replace(given, type=None, base_url=None, options=None)

    def _system_once(self, given: Given) -> Answers:
        kind = given.type or self._present.get("PMS_TYPE", "")
        if self._asks and not given.type:
            known = ", ".join(list_available_connectors())
            kind = typer.prompt(f"Which system ({known})", default=kind or None).strip()
        if not kind:
            raise typer.BadParameter("say which system", param_hint="--type")
        manifest = get_connector_metadata(kind)
        answers = Answers(
            type=manifest.name,
            options=given.options if given.options is not None else self._present.get("PMS_OPTIONS", ""),
        )
        if manifest.needs_address:
            address = given.base_url or self._present.get("PMS_BASE_URL", "")
            if self._asks and not given.base_url:
                address = typer.prompt("Its address (https://…)", default=address or None)
            if not address:
                raise typer.BadParameter("say where it is", param_hint="--base-url")
            answers = replace(answers, base_url=address.strip().rstrip("/"))
        check_settings(self._with(answers))
        return answers

    def _key(self, answers: Answers, given: Given) -> Answers:
        if not get_connector_metadata(answers.type).needs_address:
            return answers
        if given.key_file is not None:
            return _from_file(answers, given.key_file.resolve())
        kept = self._kept(answers, KEY)
        kept_file = "" if kept else self._kept(answers, KEY_FILE)
        key = ""
        if given.key_from_stdin:
            key = sys.stdin.readline().strip()
        elif self._asks:
            has_one = bool(kept or kept_file)
            question = "Its key (Enter keeps the present one)" if has_one else "Its key"
            key = typer.prompt(
                question, hide_input=True, default="" if has_one else None, show_default=False
            ).strip()
        else:
            key = os.environ.get(KEY, "")
        if not key and kept_file:
            return _from_file(answers, Path(kept_file))
        if not (key or kept):
            raise typer.BadParameter(f"no key in {KEY}", param_hint="--api-key-file or --api-key-stdin")
        return replace(answers, api_key=SecretStr(key or kept))

    def _kept(self, answers: Answers, name: str) -> str:
        """What the file says, as long as it says it about this very system: a key never goes to another address."""
        is_same = (self._present.get("PMS_TYPE"), self._present.get("PMS_BASE_URL", "").rstrip("/")) == (
            answers.type,
            answers.base_url,
        )
        return self._present.get(name, "") if is_same else ""

    # --- trial ---

    def _tried(self, answers: Answers, hotel_id: str | None) -> Answers:
        """With the hotel that was chosen among those that answered."""
        kept = self._kept(answers, "PMS_HOTEL_ID")
        wanted = hotel_id if hotel_id is not None else kept
        typer.echo(f"Trying {answers.type} …")
        steps, hotels = self._look(replace(answers, hotel_id=wanted))
        if hotels and hotel_id is None and len(hotels) > 1 and self._asks:
            for one in hotels:
                typer.echo(f"  {one.id}  {one.name}")
            ids = [one.id for one in hotels]
            wanted = ""
            while wanted not in ids:
                wanted = typer.prompt("Which hotel", default=kept if kept in ids else None).strip()
            steps, hotels = self._look(replace(answers, hotel_id=wanted))
        elif len(hotels) == 1 and hotel_id is None and get_connector_metadata(answers.type).needs_address:
            wanted = hotels[0].id
            steps, hotels = self._look(replace(answers, hotel_id=wanted))
        for step in steps:
            print_step(step)
        if any(step.state == "failed" for step in steps) and not self._may_write_nevertheless():
            typer.echo("Nothing was written.", err=True)
            raise typer.Exit(1)
        return replace(answers, hotel_id=wanted)

    def _look(self, answers: Answers) -> tuple[list[Step], tuple[Hotel, ...]]:
        async def look() -> tuple[list[Step], tuple[Hotel, ...]]:
            engine = create_engine(self._settings.database)
            checkup = Checkup(self._with(answers), engine=engine, clock=SystemClock())
            try:
                return [step async for step in checkup.connection()], checkup.hotels
            finally:
                await checkup.close()
                await engine.dispose()

        return asyncio.run(look())

    def _may_write_nevertheless(self) -> bool:
        if not self._must_work:
            return True
        return self._asks and typer.confirm("It does not work yet. Write it nevertheless?", default=False)

    # --- writing ---

    def _written(self, answers: Answers) -> None:
        changed = changes(self._present, answers)
        if not changed:
            typer.echo(f"{self._env_file} says all of this already.")
            return
        typer.echo(f"Into {self._env_file}:")
        for line in told(self._present, changed):
            typer.echo(f"  {line}")
        if self._asks and not typer.confirm("Write it?", default=True):
            typer.echo("Nothing was written.", err=True)
            raise typer.Exit(1)
        try:
            write_env_file(self._env_file, changed)
        except CannotBeWritten as error:
            fail(str(error))
        except OSError as error:
            fail(f"{self._env_file} cannot be written: {error.strerror}")
        typer.echo(
            "Written, readable by you alone. It takes effect at the next start; `posada pms check` tries the rest."
        )

    # --- the hotel ---

    @staticmethod
    def _hotel_to_try(settings: Settings, environment: Mapping[str, str]) -> Property:
        """The first hotel that runs on what the settings say."""
        free = [one for one in load_hotels(settings, environment) if one.pms == pms_of(settings)]
        if not free:
            name = settings.properties_file.name
            fail(f"every hotel in {name} names its own system; PMS_… settings would be used by none")
        return free[0]

    def _with(self, answers: Answers) -> Property:
        pms: PmsSettings = answers.as_pms(timeout_seconds=self._settings.pms_timeout)
        return replace(self._hotel, pms=pms)


def _from_file(answers: Answers, path: Path) -> Answers:
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"the key's file cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}")
    return replace(answers, api_key=SecretStr(key), key_file=str(path))


def _explained(error: Exception, vendor: str) -> str:
    if isinstance(error, errors.PmsError):
        return f"{words_of(error)}\n  → {hint_for(error, vendor)}"
    return f"the options cannot be used: {error}"
