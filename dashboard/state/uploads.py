"""`/uploads/{token}`: where a browser sends files, all of a drop in one request.

They stay in memory: nothing of an upload is ever written to a disk. The token belongs to one
session, and only the browser and the person of that session may use it, from this server's own
pages.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.errors import InputError
from core.outside.pace import SHARED_SECONDS, gives_way, in_time
from core.sentence import Sentence
from dashboard.security.browser import owner_of
from dashboard.security.hosts import is_same_origin
from dashboard.state import sentences
from dashboard.state.hold import Hold, MemoryShortError
from dashboard.state.inbox import PURPOSES, Arrival, Inbox, inbox_of
from dashboard.state.server_memory import MEMORY, ServerMemory
from dashboard.state.upload_body import Receiver, UploadLimits

if TYPE_CHECKING:
    from core.dicom import MemoryFile

PATH = "/uploads/"
CONTENT_TYPE = "application/x-liverlens-upload"

#: After so long an upload is given up; while others wait for the room that it holds, `gives_way`
#: ends it sooner.
MOST_SECONDS = 3600.0
#: Uploads of the largest size that may be on their way to this server at once.
AT_ONCE = 2
#: Files that are tried for a picture of the first slice.
_TRIES = 8
#: A larger file is no single slice.
_SLICE_BYTES = 64 * 2**20

#: PNG of a slice in that file, None for none.
FirstSlice = Callable[["MemoryFile"], bytes | None]


def limits() -> UploadLimits:
    """Those of this server (`server.maxUploadSize`, MiB)."""
    return UploadLimits(int(st.get_option("server.maxUploadSize")) * 2**20)


def routes(
    first_slice: FirstSlice = lambda _file: None, memory: ServerMemory = MEMORY
) -> list[Route]:
    """`POST /uploads/{token}?for=open` with a body of `upload_body`; `GET` of the same with
    `?bytes=` asks for room: 204 promises it, 202 says in a sentence what it waits for: ask again;
    `GET /uploads/{token}/first` is a PNG of the first slice that has arrived, or 204."""

    async def take(request: Request) -> Response:
        inbox = _inbox(request)
        if inbox is None:
            return _say(sentences.no_such_session(), 404)
        if not is_same_origin(request.headers):
            return _say(sentences.upload_from_elsewhere(), 403)
        purpose = next((p for p in PURPOSES if p == request.query_params.get("for", "open")), None)
        length = request.headers.get("content-length", "")
        if (
            purpose is None
            or request.headers.get("content-type") != CONTENT_TYPE
            or not (length.isascii() and length.isdecimal())
        ):
            return _say(sentences.upload_damaged(), 400)
        arrival = inbox.begin()
        try:
            receiver = Receiver(int(length), limits())
            hold = await _room(inbox, int(length))
            try:
                files = await _receive(request, receiver, arrival, hold)
            except BaseException:
                hold.release()
                raise
            inbox.put(files, purpose, hold)
        except (InputError, MemoryShortError) as error:
            said = error.args[0]
            return _say(said, 413 if said.code in _TOO_MUCH else 400)
        except TimeoutError as error:
            return _say(error.args[0] if error.args else sentences.upload_too_slow(), 408)
        except ClientDisconnect:
            return _say(sentences.upload_stopped(), 408)
        finally:
            if inbox.arriving is arrival:
                inbox.arriving = None
        return Response(status_code=204)

    async def _room(inbox: Inbox, nbytes: int) -> Hold:
        """What was promised to this browser, or room that is there now."""
        promised, inbox.promised = memory.take_up(inbox.promised), None
        if promised is not None:
            if promised.nbytes >= nbytes:
                return promised
            promised.release()
        # Promised, so that it ends by itself if the browser gives up meanwhile.
        taken = await run_in_threadpool(
            lambda: memory.promise(memory.take("arriving", nbytes, spare=nbytes, most=_most()))
        )
        return memory.take_up(taken) or taken

    async def _receive(
        request: Request, receiver: Receiver, arrival: Arrival, hold: Hold
    ) -> tuple[MemoryFile, ...]:
        picture: asyncio.Task | None = None
        tried, size, began = 0, 0, time.monotonic()
        async for chunk in in_time(request.stream(), MOST_SECONDS):
            if not arrival.is_wanted:
                raise ClientDisconnect
            hold.arrived(len(chunk))
            size += len(chunk)
            is_slow = gives_way(size, receiver.length, time.monotonic() - began)
            if is_slow and memory.is_waited_for("arriving"):
                raise TimeoutError(sentences.upload_gave_way(SHARED_SECONDS))
            for file in receiver.feed(chunk):
                ready = picture is None or picture.done()
                small = len(file.data) <= _SLICE_BYTES
                if ready and small and tried < _TRIES and not arrival.first_slice:
                    tried += 1
                    picture = asyncio.create_task(_draw(first_slice, file, arrival))
        return receiver.finish()

    async def ask_for_room(request: Request) -> Response:
        inbox = _inbox(request)
        if inbox is None:
            return _say(sentences.no_such_session(), 404)
        wanted = request.query_params.get("bytes", "")
        if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 16):
            return _say(sentences.upload_damaged(), 400)
        most = limits()
        if int(wanted) > most.bytes:
            return _say(sentences.upload_too_large(most.bytes), 413)
        if inbox.nbytes > most.bytes:
            return _say(sentences.server_takes_other_uploads(), 413)
        # With the list of files before them.
        nbytes = min(int(wanted) + most.list_bytes, most.body_bytes)
        if inbox.promised is not None:
            inbox.promised.release()
        try:
            # In a thread: before it refuses, it returns free memory to the system.
            inbox.promised = await run_in_threadpool(_promised, inbox.token, nbytes)
        except MemoryShortError as error:
            return _say(error.args[0], 413)
        if inbox.promised is None:
            return _say(memory.waiting_in_words(2 * nbytes), 202)
        return Response(status_code=204)

    def _promised(asker: str, nbytes: int) -> Hold | None:
        """None where it has to wait. Raises MemoryShortError."""
        hold = memory.ask("arriving", nbytes, asker, spare=nbytes, most=_most())
        return hold and memory.promise(hold)

    async def send_first_slice(request: Request) -> Response:
        inbox = _inbox(request)
        picture = inbox.arriving.first_slice if inbox and inbox.arriving else b""
        return Response(picture, media_type="image/png") if picture else Response(status_code=204)

    return [
        Route(PATH + "{token}", take, methods=["POST"]),
        Route(PATH + "{token}", ask_for_room, methods=["GET"]),
        Route(PATH + "{token}/first", send_first_slice, methods=["GET"]),
    ]


def _most() -> int:
    """Bytes that may be on their way at once."""
    return AT_ONCE * limits().body_bytes


_TOO_MUCH = (
    "upload_too_large",
    "too_many_files_in_upload",
    "server_takes_other_uploads",
    "memory_is_full",
    "larger_than_memory",
)


async def _draw(first_slice: FirstSlice, file: MemoryFile, arrival: Arrival) -> None:
    picture = await run_in_threadpool(first_slice, file)
    if picture and not arrival.first_slice:
        arrival.first_slice = picture


def _inbox(request: Request) -> Inbox | None:
    return inbox_of(request.path_params["token"], owner_of(request.cookies))


def _say(said: Sentence, status: int) -> Response:
    return PlainTextResponse(said, status_code=status)
