"""An upload whose bytes come when a test says so."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from starlette.applications import Starlette

from dashboard.state import uploads
from dashboard.state.inbox import Inbox
from dashboard.state.server_memory import ServerMemory
from tests.dashboard.security.signed import BROWSER
from tests.dashboard.state.test_upload_body import FILES, body

HEADERS = {"content-type": uploads.CONTENT_TYPE, "sec-fetch-site": "same-origin"}


class Sender:
    """One request whose bytes come when the test says so."""

    def __init__(self, inbox: Inbox, memory: ServerMemory, first_slice=lambda _file: None) -> None:
        self.whole = body(FILES)
        self.messages: asyncio.Queue = asyncio.Queue()
        self.answers: list[dict] = []
        app = Starlette(routes=uploads.routes(first_slice, memory))
        cookie = "; ".join(f"{name}={value}" for name, value in BROWSER.items())
        headers = {**HEADERS, "cookie": cookie, "content-length": str(len(self.whole))}
        scope = {
            "type": "http",
            "method": "POST",
            "path": f"/uploads/{inbox.token}",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        self.request = asyncio.create_task(app(scope, self.messages.get, self._answer))

    async def _answer(self, message: dict) -> None:
        self.answers.append(message)

    def send(self, part: bytes) -> None:
        self.messages.put_nowait({"type": "http.request", "body": part, "more_body": True})

    def leave(self) -> None:
        self.messages.put_nowait({"type": "http.disconnect"})


def in_a_loop(work) -> None:
    # In a thread of its own: a browser test in the same process may have left its loop running.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work()).result(60)


async def until(holds) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await asyncio.sleep(0)
