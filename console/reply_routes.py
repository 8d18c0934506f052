"""Which page about the hotel's words answers which path, and who may use it."""

from __future__ import annotations

from sanic import Blueprint

from common.clock import Clock
from common.properties import Properties
from console.experiment_desk import ExperimentDesk
from console.experiment_pages import ExperimentPages
from console.gate import Gate
from console.reading import Reader
from console.reply_history_pages import ReplyHistoryPages
from console.reply_pages import EDITS, ReplyPages
from console.reply_shelf import Shelf
from console.view import View
from templates.preview import Previews


def add_reply_pages(
    admin: Blueprint,
    gate: Gate,
    view: View,
    shelf: Shelf,
    properties: Properties,
    clock: Clock,
    experiments: ExperimentDesk,
    previews: Previews,
    reader: Reader,
) -> None:
    replies = ReplyPages(view, shelf, properties, clock, experiments, previews, reader)
    past = ReplyHistoryPages(view, shelf, properties, clock, replies)
    reads, edits = gate.signed_in, lambda handler: gate.signed_in(handler, role=EDITS)
    tests = ExperimentPages(view, experiments, properties, clock)
    gate.add(admin, "/templates/ab-tests", "experiments", get=reads(tests.listing))
    gate.add(
        admin, "/templates/ab-tests/new", "experiment_new", get=edits(tests.new), post=edits(tests.create)
    )
    test = "/templates/ab-tests/<experiment:str>"
    gate.add(admin, test, "experiment", get=reads(tests.one), post=edits(tests.act))
    gate.add(admin, f"{test}/report.csv", "experiment_table", get=reads(tests.table))
    one = "/templates/<key:str>"
    gate.add(admin, "/templates", "replies", get=reads(replies.listing))
    gate.add(admin, "/templates/new", "reply_new", get=edits(replies.new), post=edits(replies.create))
    gate.add(admin, one, "reply", get=reads(replies.editor), post=edits(replies.edit))
    gate.add(admin, f"{one}/preview", "reply_preview", post=reads(replies.preview))
    gate.add(admin, f"{one}/translations", "reply_translations", get=reads(replies.translations))
    gate.add(admin, f"{one}/history", "reply_history", get=reads(past.history))
    gate.add(admin, f"{one}/rollback", "reply_roll_back", post=edits(past.roll_back))
    gate.add(admin, f"{one}/retire", "reply_retire", post=edits(past.retire))
    gate.add(admin, f"{one}/cancel", "reply_cancel", post=edits(past.cancel))
