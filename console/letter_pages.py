"""The list of requests that need a person, one of them with its evidence, and what a person does with it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sanic import HTTPResponse, Request
from sanic.response import redirect

from common.clock import Clock
from common.properties import Properties
from console.gate import Handler, field, not_found
from console.letter_words import STATES, STATUSES, LetterWords, by_hand_of, fault_of, refusal_of
from console.letters import ADDRESS, MAX_NOTE, MAX_REFERENCE, Deed, Letters, Unfit
from console.queries import PAGE_SIZE
from console.roles import Role
from console.sessions import Session
from console.view import View
from console.words import Saying, marked
from pms.outbox.by_hand import NotNow
from pms.outbox.cases import Case

ACTS = Role.AGENT
"""The least role that may act."""

# What is said of a deed, and the state in which it is true; None: any but dead.
_DONE = {
    "replay": (
        marked(
            "It is tried again now: looked up first, then done if it is not there. Open this page again in a minute."
        ),
        None,
    ),
    "settle": (marked("It is closed as done."), "done"),
    "settle-unasked": (
        marked(
            "It is closed as done. The hotel's system could not be asked about it, so your word is all there is."
        ),
        "done",
    ),
    "abandon": (marked("It is given up."), "refused"),
}


class LetterPages:
    def __init__(self, view: View, letters: Letters, properties: Properties, clock: Clock) -> None:
        self._view = view
        self._letters = letters
        self._properties = properties
        self._clock = clock

    async def listing(self, request: Request, _session: Session) -> HTTPResponse:
        query, faults = self._letters.query_of(request.args)
        found = await self._letters.listing(query)
        pages = max(1, -(-found.total // PAGE_SIZE))
        now, say = self._clock.now(), LetterWords(self._view.words(request))
        return self._view.answer(
            request,
            "dead_letters.html",
            rows=[
                (
                    letter,
                    say.title(letter.operation, letter.reference, letter.payload),
                    fault_of(letter.error),
                    say.age(letter.created_at, now),
                    self._zone(letter.property_id),
                )
                for letter in found.letters
            ],
            waiting=[
                (
                    case.write,
                    say.title(case.write.kind, case.write.told_reference, case.payload),
                    fault_of(case.write.error),
                    say.age(case.write.created_at, now),
                    self._zone(case.write.property_id),
                )
                for case in found.waiting
            ],
            waiting_total=found.waiting_total,
            total=found.total,
            query=query,
            faults=faults,
            pages=pages,
            earlier=query.address(min(query.page - 1, pages)) if query.page > 1 else "",
            later=query.address(query.page + 1) if query.page < pages else "",
            hotels={hotel.id: hotel.name for hotel in self._properties},
            statuses=STATUSES,
            states=STATES,
        )

    async def one(self, request: Request, session: Session, letter: str) -> HTTPResponse:
        case = await self._case(letter)
        said, state = _DONE.get(request.args.get("done", ""), ("", None))
        # An address may be older than what it says: a replay may have died again since.
        is_still_so = state == case.write.state or (state is None and case.write.state != "dead")
        return await self._show(request, session, case, done=said if is_still_so else "")

    def doing(self, deed: Deed) -> Handler:
        async def act(request: Request, session: Session, letter: str) -> HTTPResponse:
            case = await self._case(letter)
            try:
                if field(request, "sure") != "yes":
                    raise Unfit(marked("Tick the box to confirm it."))
                acted = await self._letters.act(
                    deed,
                    case,
                    session.member,
                    why=field(request, "why"),
                    reference=field(request, "reference"),
                )
            except (Unfit, NotNow) as error:
                return await self._show(
                    request,
                    session,
                    await self._case(letter),
                    status=400 if isinstance(error, Unfit) else 409,
                    fault=error.saying if isinstance(error, Unfit) else refusal_of(error),
                    deed=deed,
                )
            done = f"{deed}-unasked" if acted.unasked else deed.value
            return redirect(f"{ADDRESS}/{case.write.id}?done={done}", status=303)

        return act

    async def _show(
        self,
        request: Request,
        session: Session,
        case: Case,
        *,
        status: int = 200,
        done: str = "",
        fault: Saying | None = None,
        deed: Deed | None = None,
    ) -> HTTPResponse:
        """deed: the one that was refused; its form stands open with what was typed."""
        names, say = await self._letters.names(), LetterWords(self._view.words(request))
        write, letter = case.write, case.letter
        hotel = self._properties.get(write.property_id)
        return self._view.answer(
            request,
            "dead_letter.html",
            status=status,
            # A deed's own address takes no GET, so whoever changes the language is led to the request.
            here=f"{ADDRESS}/{write.id}",
            case=case,
            write=write,
            letter=letter,
            title=say.title(write.kind, write.told_reference, case.payload),
            by_hand=by_hand_of(write.kind, ours=write.our_reference, told=write.told_reference),
            wanted=say.wanted(write.kind, case.payload) if case.payload else (),
            # Why it needed a person stands in its letter; why it was not done after all, on the write.
            error=fault_of(letter.error if letter else write.error),
            outcome=fault_of(write.error) if write.state == "refused" else None,
            story=[say.step(line, names) for line in case.story],
            asked_by=say.who(write.asked_by, names),
            closed_by=say.who(letter.by, names) if letter else "",
            age=say.age(letter.created_at if letter else write.created_at, self._clock.now()),
            hotel_name=hotel.name if hotel else write.property_id,
            zone=self._zone(write.property_id),
            statuses=STATUSES,
            states=STATES,
            may_act=session.member.role.may_act_as(ACTS),
            acts=ACTS,
            done=done,
            fault=fault,
            deed=deed,
            typed_why=field(request, "why") if deed else "",
            typed_reference=field(request, "reference") if deed else "",
            max_note=MAX_NOTE,
            max_reference=MAX_REFERENCE,
        )

    async def _case(self, letter: str) -> Case:
        found = await self._letters.find(letter)
        if found is None:
            raise not_found(marked("There is no such request"))
        return found

    def _zone(self, property_id: str) -> ZoneInfo:
        return (self._properties.get(property_id) or self._properties.default).zone
