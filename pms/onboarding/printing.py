"""A checkup's step as a person reads it."""

from __future__ import annotations

import json

import typer

from pms.onboarding.steps import Step

_MARKS = {"ok": "✓", "failed": "✗", "skipped": "–"}


def print_step(step: Step) -> None:
    typer.echo(f"  {_MARKS[step.state]} {step.name:<26} {step.seconds:5.2f} s  {step.found}")
    if step.hint:
        typer.echo(f"{'':<38} → {step.hint}")
    if step.found.endswith(":") and step.data is not None:
        # A dry run's request: what a person wants to read whole.
        for line in json.dumps(step.data, ensure_ascii=False, indent=2).splitlines():
            typer.echo(f"{'':<6}{line}")
