"""The websocket: opened by a page elsewhere, and given messages that no page sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from tools.attack.arena import ADA, Arena
from tools.attack.person import Person
from tools.attack.raw_http import connected
from tools.attack.server_log import ServerLog
from tools.attack.tries import Kind, Try, tried

_SECONDS = 60.0
#: Only the messages below hold it.
_SECRET = "ZQX-WEBSOCKET"


def tries(arena: Arena) -> Iterator[Try]:
    url, ada = arena.url, Person(ADA)
    yield _own_page(url, ada)
    yield from _origins(url, ada)
    yield from _messages(arena, url, ada)


def _socket(
    url: str, person: Person, origin: str | None, host: str = "", **headers: str
) -> ClientConnection:
    cookies = "; ".join(f"{name}={value}" for name, value in person.cookies(url).items())
    parts = urlsplit(url)
    told = {"Cookie": cookies, **headers}
    # The name in the request may be another than the one that is connected to.
    return connect(
        f"ws://{host or parts.netloc}/_stcore/stream",
        sock=connected(url),
        origin=origin,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers=told,
        max_size=None,
        open_timeout=_SECONDS,
        proxy=None,
    )


def _own_page(url: str, ada: Person) -> Try:
    """Otherwise the refusals below would mean nothing."""

    def step() -> str:
        with _socket(url, ada, url):
            return ""

    return tried("its own page", "a websocket of the app's page", "it opens", step)


def _origins(url: str, ada: Person) -> Iterator[Try]:
    """(origin, host) as a browser would send them with the person's cookies."""
    port = urlsplit(url).port
    pages = {
        "a page elsewhere": ("http://evil.example", ""),
        "a page without origin (sandboxed)": ("null", ""),
        "a file": ("file://", ""),
        "another service of this machine": (f"http://127.0.0.1:{(port or 0) + 1}", ""),
        "another service of this machine, by name": ("http://localhost:9999", ""),
        "any address": ("http://0.0.0.0:80", ""),
        "a name that begins like ours": (f"{url}.evil.example", ""),
        "our name as a user": (f"http://127.0.0.1:{port}@evil.example", ""),
        "https in the place of http": ("https://evil.example", ""),
        "a name pointed here (DNS rebinding)": (
            f"http://evil.example:{port}",
            f"evil.example:{port}",
        ),
        "a name pointed here, no origin": (None, f"evil.example:{port}"),
        "an extension": ("chrome-extension://abcdefghijklmnop", ""),
        "nonsense": ("http://[", ""),
    }
    for what, (origin, host) in pages.items():

        def step(origin: str | None = origin, host: str = host) -> str:
            try:
                with _socket(url, ada, origin, host):
                    return "it opened"
            except (WebSocketException, OSError):
                return ""

        yield tried(what, "a websocket with the person's cookies", "refused", step)

    for site, origin in (("cross-site", url), ("same-origin", "http://evil.example")):

        def from_site(origin: str = origin, site: str = site) -> str:
            try:
                with _socket(url, ada, origin, **{"Sec-Fetch-Site": site}):
                    return "it opened"
            except (WebSocketException, OSError):
                return ""

        yield tried(f"{site}, from {_whose(origin, url)}", "a websocket", "refused", from_site)


def _whose(origin: str, url: str) -> str:
    return "our page" if origin == url else "a page elsewhere"


def _messages(arena: Arena, url: str, ada: Person) -> Iterator[Try]:
    """Messages of a script that knows the protocol; the server goes on."""

    def rerun(change: Callable[[BackMsg], None]) -> bytes:
        message = BackMsg()
        message.rerun_script.query_string = ""
        change(message)
        return message.SerializeToString()

    def widget(**values: object) -> Callable[[BackMsg], None]:
        def change(message: BackMsg) -> None:
            state = WidgetState(id="$$ID-evil-None", **values)  # type: ignore[arg-type]
            message.rerun_script.widget_states.widgets.append(state)

        return change

    def set_to(name: str, value: str) -> Callable[[BackMsg], None]:
        return lambda message: setattr(message.rerun_script, name, value)

    shutdown, disconnect_, download = BackMsg(), BackMsg(), BackMsg()
    shutdown.debug_shutdown_runtime = True
    disconnect_.debug_disconnect_websocket = True
    download.backend_operation_request.request_id = _SECRET
    clear = BackMsg()
    clear.clear_cache = True
    sent: dict[str, bytes | str] = {
        "an end of the server": shutdown.SerializeToString(),
        "an end of the connection": disconnect_.SerializeToString(),
        "an empty cache": clear.SerializeToString(),
        "a download without a name": download.SerializeToString(),
        "random bytes": arena.chance("messages").randbytes(10_000),
        "words": _SECRET.encode() * 100,
        "nothing": b"",
        "a text": _SECRET,
        "a widget that is not there": rerun(widget(json_value="{")),
        "a widget of half a surrogate": rerun(widget(string_value="\\ud800")),
        "a widget of a million letters": rerun(widget(string_value="x" * 1_000_000)),
        "a page that is not there": rerun(set_to("page_script_hash", "evil")),
        "a page by a path": rerun(set_to("page_name", "../../etc/passwd")),
        "a fragment that is not there": rerun(set_to("fragment_id", "evil")),
        "an address of a million letters": rerun(set_to("query_string", "series=" + "x" * 10**6)),
        "an address of odd letters": rerun(
            set_to("query_string", "series=%00%ff&slice=-1&study=*")
        ),
        "250 MB": bytes(250 * 2**20),
    }
    log = ServerLog(arena)
    for what, message in arena.some(sent, of=5).items():

        def step(message: bytes | str = message) -> str:
            try:
                with _socket(url, ada, url) as socket:
                    socket.send(message)
                    answers = _drain(socket)
            except (WebSocketException, OSError):
                answers = b""
            if b"Traceback" in answers or b"site-packages" in answers:
                return "a traceback came back"
            if said := log.news():
                return said
            if _SECRET in arena.server_log():
                return "the server's log holds what came"
            with ada.at_another_browser().page(url) as page:
                page.open_page()
                return "" if page.has_button("Malignant") else "the app is not shown any more"

        yield tried(f"message: {what}", "sent by websocket", "the server goes on", step)


def _drain(socket: ClientConnection) -> bytes:
    """What comes until it is quiet."""
    found = bytearray()
    try:
        while len(found) < 2**22:
            part = socket.recv(timeout=1.0)
            found += part if isinstance(part, bytes) else part.encode()
    except TimeoutError:
        pass
    return bytes(found)


KIND = Kind("websockets", "Websockets of other pages, and odd messages", tries)
