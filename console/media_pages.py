"""A file that a guest has sent, passed on to a member of staff who opens it. Looked at through here, kept nowhere."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from bot.channels.whatsapp.media import Gone, MediaSource, NoMedia, Opened, TooLarge
from bot.gateway.transcripts import Transcripts
from common.log import get_log
from console.access_log import AccessLog
from console.gate import Stopped, not_found
from console.roles import Role
from console.sessions import Session
from console.words import marked

SEES = Role.AGENT
"""A passport is more than words about one."""

log = get_log("console.media")


class MediaPages:
    """source: None where no channel is set up that files come from."""

    def __init__(self, transcripts: Transcripts, access_log: AccessLog, source: MediaSource | None) -> None:
        self._transcripts = transcripts
        self._access_log = access_log
        self._source = source

    async def show(
        self, request: Request, session: Session, conversation: str, media: str
    ) -> HTTPResponse | None:
        """None once it has been passed on."""
        if self._source is None or not await self._transcripts.has_file(conversation, media):
            raise not_found(marked("There is no such file"))
        await self._access_log.note(session.member, conversation, through="media")
        try:
            async with self._source.open(media) as opened:
                return await self._pass_on(request, opened)
        except Gone as error:
            text = marked("WhatsApp keeps what guests send for seven days.")
            raise Stopped(410, marked("The file is gone"), text) from error
        except TooLarge as error:
            text = marked("Ask the guest to send it by e-mail.")
            raise Stopped(413, marked("The file is too large to be shown here"), text) from error
        except NoMedia as error:
            text = marked("WhatsApp does not answer just now. Try again in a moment.")
            raise Stopped(502, marked("The file could not be fetched"), text) from error

    async def _pass_on(self, request: Request, opened: Opened) -> None:
        response = await request.respond(
            content_type=opened.content_type,
            headers={
                "Content-Disposition": "inline" if opened.is_shown else "attachment",
                "Cache-Control": "private, no-store",
            },
        )
        assert response is not None  # Nothing was answered before.
        try:
            async for piece in opened.pieces:
                await response.send(piece)
        except NoMedia as error:
            # What was begun cannot be taken back; broken off it does not pass for the whole file.
            log.warning("file broken off", error=type(error).__name__)
            if request.transport is not None:
                request.transport.abort()
            return
        await response.eof()
