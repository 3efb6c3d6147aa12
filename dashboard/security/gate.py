"""What every request has to pass: the host it names, who is signed in, who owns what it asks for.

Wraps the whole application, Streamlit's own routes included.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.security import browser, headers, identity, media, sentences
from dashboard.security.frames import MessagesOnly
from dashboard.security.hosts import is_named, is_same_origin
from dashboard.security.routes import is_open, quiet_query
from dashboard.security.sessions import SESSIONS, Sessions
from dashboard.security.settings import Settings
from dashboard.security.sign_in import SignIn
from dashboard.streamlit_internals import (
    FIRST_REQUEST_PATH,
    MEDIA_PATH,
    session_in_subprotocol,
    subprotocol_without_session,
)

#: The one answer that may set the cookie, so that requests side by side can't set two.
COOKIE_PATH = FIRST_REQUEST_PATH
#: RFC 6455, 7.4.1.
_POLICY_VIOLATION = 1008

_log = logging.getLogger(__name__)


class Gate:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, settings: Settings, sessions: Sessions = SESSIONS) -> None:
        self._app = app
        self._settings = settings
        self._sessions = sessions
        self._has_said_refused = False
        self._headers = headers.every_answer(settings.embed_in, settings.https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        if scope["type"] == "websocket":
            if not self._is_from_own_page(request):
                self._say_refused()
                # Before it is accepted: the browser is answered 403.
                await receive()
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
                return
            messages = MessagesOnly(receive, send)
            scope = self._own_session_only(scope, request)
            await self._app(scope, messages.receive, messages.send)
            return
        send = self._with_headers(send, request)
        refusal = await self._refusal(request)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        query = quiet_query(_path(request), scope["query_string"])
        await self._app({**scope, "query_string": query}, receive, send)

    async def _refusal(self, request: HTTPConnection) -> PlainTextResponse | None:
        """The answer to a request that may not pass, None for one that may."""
        if not is_named(request.headers.get("host"), self._settings.hosts):
            return PlainTextResponse(sentences.another_host(), status_code=400)
        path = _path(request)
        if not is_open(path, signs_in=self._settings.sign_in is not None):
            return PlainTextResponse(sentences.nothing_here(), status_code=404)
        if not path.startswith(headers.PIXEL_PATHS):
            return None
        sign_in = self._settings.sign_in
        if sign_in is not None and not self._may_use(request, sign_in):
            return PlainTextResponse(sentences.sign_in_first(), status_code=401)
        holders = self._holders(path)
        if holders is None:
            return None
        owner = browser.owner_of(request.cookies)
        own = [session for session in holders if self._sessions.belongs(session, owner)]
        if not own:
            return PlainTextResponse(sentences.nothing_here(), status_code=404)
        if path.startswith(MEDIA_PATH) and request.scope["method"] == "GET":
            # It waits for a lock and the disk, which would hold up the event loop. The line is
            # written before the first byte goes.
            content = self._sessions.content(own[0])
            await run_in_threadpool(media.note_download, path, own[0], content)
        return None

    def _may_use(self, request: HTTPConnection, sign_in: SignIn) -> bool:
        person = identity.from_cookies(request.cookies)
        # The secret that signs may be that of several servers.
        is_ours = person is not None and person.claims.get("origin") == sign_in.address
        return person is not None and is_ours and sign_in.may_use(person)

    def _holders(self, path: str) -> Iterable[str] | None:
        """The sessions that own what lies at `path`; None where the route checks that itself."""
        return media.sessions_with(path) if path.startswith(MEDIA_PATH) else None

    def _is_from_own_page(self, request: HTTPConnection) -> bool:
        """Whether a websocket comes from a page of this server, under one of its names. Streamlit
        takes every page of this machine for its own, and every page whose name leads here.

        What is no browser says neither where its page is from.
        """
        headers = request.headers
        is_browser = "origin" in headers or "sec-fetch-site" in headers
        return is_named(headers.get("host"), self._settings.hosts) and (
            not is_browser or is_same_origin(headers)
        )

    def _say_refused(self) -> None:
        """Once: the operator of a proxy should find it, and nobody should fill the log with it."""
        if not self._has_said_refused:
            self._has_said_refused = True
            _log.warning(sentences.websocket_refused())

    def _own_session_only(self, scope: Scope, request: HTTPConnection) -> Scope:
        """A websocket may continue only a session of its own browser; any other starts a new
        one."""
        offered = request.headers.get("sec-websocket-protocol", "")
        session = session_in_subprotocol(offered)
        if not session or self._sessions.belongs(session, browser.owner_of(request.cookies)):
            return scope
        new = subprotocol_without_session(offered).encode("latin-1")
        changed = [pair for pair in scope["headers"] if pair[0] != b"sec-websocket-protocol"]
        return {**scope, "headers": [*changed, (b"sec-websocket-protocol", new)]}

    def _with_headers(self, send: Send, request: HTTPConnection) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in self._headers:
                    answer[name.decode("ascii")] = value.decode("ascii")
                path = _path(request)
                if path.startswith(headers.PIXEL_PATHS):
                    answer["cache-control"] = "no-store"
                if path == COOKIE_PATH and not browser.has_cookie(request.cookies):
                    answer.append("set-cookie", browser.new_cookie(self._settings.https))
            await send(message)

        return send_with_headers


def _path(request: HTTPConnection) -> str:
    """By which the route is chosen; that of `request.url` is made of the `Host` too."""
    path: str = request.scope["path"]
    return path
