"""Which page about a hotel's facts and answers answers which path, and who may use it."""

from __future__ import annotations

from sanic import Blueprint

from console.gate import Gate
from console.knowledge_pages import EDITS, KnowledgePages


def add_knowledge_pages(admin: Blueprint, gate: Gate, pages: KnowledgePages) -> None:
    reads, edits = gate.signed_in, lambda handler: gate.signed_in(handler, role=EDITS)
    hotel = "/properties/<hotel:str>"
    one = f"{hotel}/<name:str>"
    gate.add(admin, "/properties", "properties", get=reads(pages.first))
    gate.add(admin, hotel, "property", get=reads(pages.listing))
    gate.add(
        admin,
        f"{hotel}/unanswered",
        "unanswered",
        get=reads(pages.unanswered),
        post=edits(pages.set_aside),
    )
    gate.add(admin, f"{hotel}/answers/new", "answer_new", get=edits(pages.new), post=edits(pages.create))
    gate.add(admin, one, "entry", get=reads(pages.editor), post=edits(pages.edit))
    gate.add(admin, f"{one}/rollback", "entry_roll_back", post=edits(pages.roll_back))
    gate.add(admin, f"{one}/retire", "entry_retire", post=edits(pages.retire))
    gate.add(admin, f"{one}/restore", "entry_restore", post=edits(pages.restore))
    gate.add(admin, f"{one}/cancel", "entry_cancel", post=edits(pages.cancel))
