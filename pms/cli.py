"""`posada pms`: which hotel systems there are, and what stands in this one.

Mounted by the program's command line.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, SystemClock
from common.hotels import load_hotels
from common.money import Money
from common.settings import Settings
from pms.contract.errand import Errand
from pms.contract.models import Reservation, ReservationQuery
from pms.factory import Connectors, get_connector_metadata, list_available_connectors
from pms.onboarding import cli as onboarding
from pms.terminal import Json, print_out, with_database

app = typer.Typer(help="The hotel's own system.", no_args_is_help=True, rich_markup_mode=None)
onboarding.mount(app)


@app.command("list", epilog="Example: posada pms list --json")
def list_systems(as_json: Json = False) -> None:
    """Lists the hotel systems we speak to, and what each cannot do."""
    rows: list[dict[str, Any]] = []
    for name in list_available_connectors():
        manifest = get_connector_metadata(name)
        rows.append(
            {
                "name": name,
                "display_name": manifest.display_name,
                "api": manifest.api,
                "limits": {
                    capability.value: {"level": support.level, "reason": support.reason}
                    for capability, support in manifest.capabilities.items()
                    if support.level != "yes"
                },
            }
        )
    lines = []
    for row in rows:
        lines.append(f"{row['name']:<12} {row['display_name']}, {row['api']}")
        lines += [f"{'':<12} {name}: {one['level']}, {one['reason']}" for name, one in row["limits"].items()]
    print_out(rows, as_json, "\n".join(lines))


@app.command("reservations", epilog="Example: posada pms reservations --property mirador --json")
def reservations(
    property_id: Annotated[
        str | None, typer.Option("--property", help="Only this hotel; without it, every hotel.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Lists the reservations that stand in the hotel's system, by arrival."""

    async def run(engine: AsyncEngine, settings: Settings) -> list[dict[str, Any]]:
        hotels = load_hotels(settings)
        connectors = Connectors(hotels, engine=engine, clock=SystemClock())
        found: list[Reservation] = []
        try:
            for one in [property_id] if property_id else [hotel.id for hotel in hotels]:
                errand = Errand(one, "command line", None, Deadline.after(settings.pms_timeout))
                connector = await connectors.get(errand)
                found += await connector.find_reservations(ReservationQuery(), deadline=errand.deadline)
        finally:
            await connectors.close()
        return [one.model_dump(mode="json") for one in found]

    rows = with_database(run)
    lines = [
        f"{row['reference']:<12} {row['our_reference'] or '-':<14} {row['status']:<10} "
        f"{row['stay']['arrival']} {row['stay']['departure']}  "
        f"{', '.join(line['room_type_id'] for line in row['lines']):<24} "
        f"{Money.from_json(row['total'])!s:>13}  "
        f"{row['guest']['last_name']}, {row['guest']['first_name']}"
        for row in rows
    ]
    print_out(rows, as_json, "\n".join(lines) or "No reservations yet.")
