"""STOW-RS (PS3.18 10.5): files by HTTP into the inbox, for senders that show the token or, over
TLS, a certificate."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator

from python_multipart.multipart import parse_options_header
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from core.errors import PacsError
from core.outside.pace import in_time
from core.pacs.uids import is_uid
from core.receive import sentences
from core.receive.inbox import Inbox
from core.receive.settings import ReceiveSettings
from core.receive.stow_body import DICOM, Refusal, StowBody
from core.receive.stow_report import Report

#: Of the body of a request that is refused, so much is read, that the sender comes to see why.
_READ_ON_BYTES, _READ_ON_SECONDS = 16_777_216, 5.0
_JSON = "application/dicom+json"
#: RFC 2046 5.1.1.
_MOST_BOUNDARY = 70


class _SenderGone(Exception):
    """It hung up."""


def stow_app(settings: ReceiveSettings, inbox: Inbox) -> Starlette:
    """POST /studies and /studies/{uid}; 404 and 405 for anything else."""
    studies = _Studies(settings, inbox)
    return Starlette(
        routes=[
            Route("/studies", studies.store, methods=["POST"]),
            Route("/studies/{study}", studies.store, methods=["POST"]),
        ]
    )


class _Studies:
    def __init__(self, settings: ReceiveSettings, inbox: Inbox) -> None:
        self._settings = settings
        self._site = settings.as_site()
        self._inbox = inbox

    async def store(self, request: Request) -> Response:
        """The answer to one request."""
        settings, report = self._settings, Report()
        incoming = _Incoming(request, settings.stow_most_bytes)
        try:
            boundary = self._admit(request)
            study = request.path_params.get("study", "")
            body = StowBody(boundary, self._inbox, report, settings.stow_most_parts, study)
            try:
                async for piece in incoming.pieces():
                    # Taking apart, writing and flushing would hold up the other senders.
                    await asyncio.to_thread(body.write, piece)
                await asyncio.to_thread(body.end)
            finally:
                await asyncio.to_thread(body.drop)
        except Refusal as refusal:
            await incoming.read_on()
            return _refused(refusal, report)
        except _SenderGone:
            return Response(status_code=400)
        return JSONResponse(report.as_json(), report.http_status, media_type=_JSON)

    def _admit(self, request: Request) -> bytes:
        """The boundary, of a request that may be read. Raises Refusal."""
        headers = request.headers
        if not self._is_allowed(headers.get("authorization", "")):
            raise Refusal(401, sentences.stow_not_allowed())
        if "study" in request.path_params and not is_uid(request.path_params["study"]):
            raise Refusal(400, sentences.stow_no_uid())
        if not _takes_json(headers.get("accept", "*/*")):
            raise Refusal(406, sentences.stow_answers_json())
        kind, parameters = parse_options_header(headers.get("content-type", ""))
        told = parameters.get(b"type", DICOM.encode()).lower()
        if kind.lower() != b"multipart/related" or told != DICOM.encode():
            raise Refusal(415, sentences.stow_wrong_type())
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise Refusal(415, sentences.stow_wrong_type())
        boundary = parameters.get(b"boundary", b"")
        if not 0 < len(boundary) <= _MOST_BOUNDARY:
            raise Refusal(400, sentences.stow_no_boundary())
        length = headers.get("content-length")
        if length is None and "transfer-encoding" not in headers:
            raise Refusal(411, sentences.stow_no_length())
        if length is not None and int(length) > self._settings.stow_most_bytes:
            raise Refusal(413, sentences.stow_too_large(self._settings.stow_most_bytes))
        return boundary

    def _is_allowed(self, told: str) -> bool:
        """The token is read anew each time: the file may get a fresh one. Where no setting names
        one, the sender's certificate has been checked (`settings`)."""
        if not self._settings.has_stow_token:
            return True
        try:
            token = self._site.token()
        except PacsError:
            # Nobody can be told from anybody else.
            return False
        scheme, _, given = told.partition(" ")
        is_same = hmac.compare_digest(given.strip().encode(), token.encode())
        return bool(token) and scheme.lower() == "bearer" and is_same


class _Incoming:
    """The body of a request, within the limits."""

    def __init__(self, request: Request, most_bytes: int) -> None:
        self._request = request
        self._most_bytes = most_bytes
        self._is_over = False

    async def pieces(self) -> AsyncIterator[bytes]:
        """As it comes. Raises Refusal, _SenderGone."""
        size, coming = 0, in_time(self._stream())
        while True:
            try:
                piece = await anext(coming)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise Refusal(408, sentences.stow_too_slow()) from error
            size += len(piece)
            if size > self._most_bytes:
                raise Refusal(413, sentences.stow_too_large(self._most_bytes))
            if piece:
                yield piece

    async def read_on(self) -> None:
        """After a refusal: a sender that is still sending when the connection closes never reads
        the answer."""
        if "expect" in self._request.headers:
            return
        size = 0
        with contextlib.suppress(TimeoutError, _SenderGone):
            async with asyncio.timeout(_READ_ON_SECONDS):
                while not self._is_over and size < _READ_ON_BYTES:
                    size += len(await self._next())

    async def _stream(self) -> AsyncIterator[bytes]:
        while not self._is_over:
            yield await self._next()

    async def _next(self) -> bytes:
        message = await self._request.receive()
        if message["type"] == "http.disconnect":
            raise _SenderGone
        self._is_over = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        return piece


def _refused(refusal: Refusal, report: Report) -> Response:
    headers = {"Connection": "close"}
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if report.n_files:
        # Some are on the disk: the sender need not send those again.
        return JSONResponse(report.as_json(), refusal.status, headers, media_type=_JSON)
    return PlainTextResponse(str(refusal), refusal.status, headers)


def _takes_json(accept: str) -> bool:
    kinds = {one.split(";")[0].strip().lower() for one in accept.split(",")}
    return bool(kinds & {"*/*", "application/*", "application/json", _JSON})
