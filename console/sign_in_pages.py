"""Signing in and out, and choosing a password."""

from __future__ import annotations

import math
import re
import secrets
from datetime import datetime

from sanic import HTTPResponse, Request
from sanic.response import redirect

from bot.gateway.limits import RateLimit
from common.clock import Clock
from common.languages import LANGUAGES
from common.log import get_log
from console.gate import Gate, Stopped, field, require_token
from console.keys import Keys
from console.lockout import Lockout
from console.passwords import MAX_LENGTH, MIN_LENGTH, Passwords, weakness
from console.sessions import Session
from console.staff import Member, StaffList
from console.view import View
from console.words import COOKIE, Saying, marked

_log = get_log("console")

HOME = "/admin/conversations"
# Checking a password costs a tenth of a second of a core, whoever asks.
SIGN_INS_PER_MINUTE = 30
_A_YEAR_SECONDS = 365 * 24 * 3600
_OPEN_PAGES = ("/admin/login", "/admin/password")
# A path of ours and nothing that a browser could take for another host.
_OWN_PAGE = re.compile(r"/admin/(?!login|logout|password)[A-Za-z0-9._~%?=&:+,@/-]*")


class SignInPages:
    def __init__(
        self,
        view: View,
        gate: Gate,
        keys: Keys,
        staff: StaffList,
        passwords: Passwords,
        lockout: Lockout,
        clock: Clock,
    ) -> None:
        self._view = view
        self._gate = gate
        self._keys = keys
        self._staff = staff
        self._passwords = passwords
        self._lockout = lockout
        self._clock = clock
        self._limit = RateLimit(clock, per_minute=SIGN_INS_PER_MINUTE)

    async def show(self, request: Request) -> HTTPResponse:
        if await self._gate.session_of(request) is not None:
            return redirect(HOME, status=303)
        return self._form(request, wanted=request.args.get("next", ""))

    async def sign_in(self, request: Request) -> HTTPResponse:
        nonce = self._nonce(request)
        # Without the cookie no token fits; the form is simply shown again with a fresh one.
        require_token(request, self._keys.keyed_hash("sign-in", nonce) if nonce else "")
        wait = self._limit.wait_seconds(request.remote_addr or request.ip)
        if wait:
            retry = {"Retry-After": str(math.ceil(wait))}
            title, text = marked("Too many sign-ins at once"), marked("Wait a minute and try again.")
            raise Stopped(429, title, text, headers=retry)
        name, password, wanted = (field(request, key) for key in ("name", "password", "next"))
        locked = await self._lockout.take_a_try(name)
        if locked is not None:
            _log.warning("sign-in locked")
            return self._form(request, wanted=wanted, name=name, error=self._locked_text(locked), status=429)
        member = await self._staff.named(name)
        # The password is checked for unknown and disabled people too, so that the time taken tells nothing.
        matches = await self._passwords.matches(password, member.password_hash if member else None)
        if member is None or member.is_disabled or not matches:
            _log.warning("sign-in refused", staff=member.id if member else None)
            wrong = Saying(marked("Name or password is wrong."))
            return self._form(request, wanted=wanted, name=name, error=wrong, status=401)
        await self._lockout.forgive(name)
        await self._staff.note_sign_in(member)
        earlier = await self._gate.session_of(request)
        if earlier is not None:
            await self._gate.sessions.end(earlier.token_hash)
        _log.info("signed in", staff=member.id)
        return await self._start_session(
            member, "/admin/password" if member.must_change_password else _safe(wanted)
        )

    async def sign_out(self, _request: Request, session: Session) -> HTTPResponse:
        await self._gate.sessions.end(session.token_hash)
        response = redirect("/admin/login", status=303)
        self._gate.cookies.clear(response, self._gate.cookies.session)
        return response

    async def show_password(self, request: Request, session: Session) -> HTTPResponse:
        return self._password_form(request, session)

    async def change_password(self, request: Request, session: Session) -> HTTPResponse:
        member, new, again = session.member, field(request, "new"), field(request, "again")
        if not member.must_change_password:
            # Who signed in with a one-time password has just typed it; everybody else proves that they are still there.
            locked = await self._lockout.take_a_try(member.name)
            if locked is not None:
                return self._password_form(request, session, error=self._locked_text(locked), status=429)
            if not await self._passwords.matches(field(request, "current"), member.password_hash):
                wrong = Saying(marked("The current password is wrong."))
                return self._password_form(request, session, error=wrong, status=400)
            await self._lockout.forgive(member.name)
        differ = Saying(marked("The two new passwords differ."))
        fault = weakness(new, name=member.name) or (differ if new != again else None)
        if fault is None and await self._passwords.matches(new, member.password_hash):
            fault = Saying(marked("Choose one that differs from the password you have."))
        if fault is not None:
            return self._password_form(request, session, error=fault, status=400)
        await self._staff.set_password(member, new, is_one_time=False)
        _log.info("password changed", staff=member.id)
        return await self._start_session(member, HOME + "?done=password")

    async def choose_language(self, request: Request) -> HTTPResponse:
        """Kept in the browser: it is asked before anyone has signed in, and people share machines, not languages."""
        wanted = field(request, "next")
        response = redirect(wanted if wanted in _OPEN_PAGES else _safe(wanted), status=303)
        language = field(request, "language")
        if language in LANGUAGES:
            self._gate.cookies.set(response, COOKIE, language, max_age_seconds=_A_YEAR_SECONDS)
        return response

    async def _start_session(self, member: Member, destination: str) -> HTTPResponse:
        response = redirect(destination, status=303)
        cookies = self._gate.cookies
        cookies.set(response, cookies.session, await self._gate.sessions.start(member.id))
        cookies.clear(response, cookies.sign_in)
        return response

    def _form(
        self,
        request: Request,
        *,
        wanted: str,
        name: str = "",
        error: Saying | None = None,
        status: int = 200,
    ) -> HTTPResponse:
        nonce = self._nonce(request) or secrets.token_urlsafe(16)
        response = self._view.answer(
            request,
            "login.html",
            status=status,
            csrf_token=self._keys.keyed_hash("sign-in", nonce),
            wanted=wanted,
            name=name,
            error=error,
        )
        self._gate.cookies.set(response, self._gate.cookies.sign_in, self._keys.sign("sign-in", nonce))
        return response

    def _nonce(self, request: Request) -> str | None:
        signed = request.cookies.get(self._gate.cookies.sign_in)
        return self._keys.unsign("sign-in", signed) if signed else None

    def _password_form(
        self, request: Request, session: Session, *, error: Saying | None = None, status: int = 200
    ) -> HTTPResponse:
        return self._view.answer(
            request,
            "password.html",
            status=status,
            is_first=session.member.must_change_password,
            error=error,
            min_length=MIN_LENGTH,
            max_length=MAX_LENGTH,
        )

    def _locked_text(self, until: datetime) -> Saying:
        minutes = max(1, -int(-(until - self._clock.now()).total_seconds() // 60))
        if minutes == 1:
            return Saying(marked("Too many wrong tries. Try again in a minute."))
        return Saying(marked("Too many wrong tries. Try again in %(minutes)s minutes."), {"minutes": minutes})


def _safe(wanted: str) -> str:
    is_ours = _OWN_PAGE.fullmatch(wanted) and "//" not in wanted
    return wanted if is_ours else HOME
