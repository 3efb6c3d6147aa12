"""Every use of Streamlit's internals: nothing else in the app imports a module of Streamlit.

Streamlit makes no promise about what is used here. Each function names the release in which it
was seen to work, and `tests/dashboard/test_streamlit_internals.py` has a test of the same name
that fails when Streamlit changes it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from google.protobuf.message import DecodeError
from streamlit import file_util, net_util, runtime
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import backend_operation_handler
from streamlit.runtime.media_file_manager import MediaFileManager as MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state import Serialized, Value, WStates
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

#: The first request of Streamlit's page to its own server, before its websocket. Seen in 1.67.0.
FIRST_REQUEST_PATH = "/_stcore/host-config"
#: Where Streamlit's own routes lie; where those are that its page and the app's components ask, and
#: the health route. Seen in 1.67.0.
CORE_PATH = "/_stcore/"
NEEDED_OF_CORE = (
    FIRST_REQUEST_PATH,
    "/_stcore/health",
    "/_stcore/stream",
    "/_stcore/bidi-components/",
)
#: Components of the first kind; the app has none. Seen in 1.67.0.
V1_COMPONENT_PATH = "/component/"
#: To a provider, and the way back, whose words Streamlit logs. Seen in 1.67.0.
SIGN_IN_CALLBACK = "/oauth2callback"
SIGN_IN_PATHS = ("/auth/login", "/auth/logout", SIGN_IN_CALLBACK)
#: Before the name of a picture or a download. Seen in 1.67.0.
MEDIA_PATH = "/media/"

# -- script runs and sessions ---------------------------------------------------------------------


def session_of_this_run() -> str:
    """The session that the calling script run belongs to, "" outside one. Seen in 1.67.0."""
    context = get_script_run_ctx(suppress_warning=True)
    return "" if context is None else context.session_id


def is_connected(session: str) -> bool:
    """Whether a browser is connected to that session now. Seen in 1.67.0."""
    return runtime.get_instance().is_active_session(session)


def close_session(session: str) -> None:
    """Have Streamlit forget a session now. It would forget one that ended only when another comes
    or goes. Seen in 1.67.0."""
    runtime.get_instance().close_session(session)


def server_runs() -> bool:
    """Whether this process serves the app (a test of a page does not). Seen in 1.67.0."""
    return runtime.exists()


def session_in_subprotocol(header: str) -> str:
    """The session that a websocket asks to continue, "" for a new one.

    It is the third part of the subprotocol, after the name and the token against forged requests.
    Seen in 1.67.0.
    """
    parts = header.split(",")
    return parts[2].strip() if len(parts) > 2 else ""


def subprotocol_without_session(header: str) -> str:
    """The same header for a websocket that starts a new session. Seen in 1.67.0."""
    return ",".join(header.split(",")[:2])


def look_up_no_address() -> None:
    """Keep Streamlit from asking others for this machine's addresses: for the external one it calls
    a server on the internet, in the event loop, when a websocket comes from an unknown page.

    Such a page is then of no allowed origin. Seen in 1.67.0.
    """
    net_util.get_internal_ip = net_util.get_external_ip = lambda: None


def most_message_bytes() -> int:
    """The size of the largest message that Streamlit takes from a page. Seen in 1.67.0."""
    return get_max_widget_state_size_bytes()


#: What Streamlit's page sends to a server such as this one. The other kinds are for developers, and
#: Streamlit writes what they hold to its log. Seen in 1.67.0.
_PAGE_SENDS = {
    "app_heartbeat",
    "backend_operation_request",
    "clear_cache",
    "file_urls_request",
    "load_git_info",
    "rerun_script",
    "set_run_on_save",
    "stop_script",
}
_PAGE_ASKS_FOR = ("deferred_file", "dataframe_chunk")
#: With or without dashes. An identifier that Streamlit doesn't know is written to its log.
_UUID = re.compile(r"[0-9A-Fa-f-]{32,36}")


def is_message_of_the_page(frame: bytes) -> bool:
    """Whether those bytes of a websocket are a message such as Streamlit's page sends. Streamlit
    logs a traceback for bytes that are no message. Seen in 1.67.0."""
    try:
        message = BackMsg.FromString(frame)
    except DecodeError:
        return False
    if message.WhichOneof("type") != "backend_operation_request":
        return message.WhichOneof("type") in _PAGE_SENDS
    asked = message.backend_operation_request
    names = [asked.request_id, asked.session_id]
    names += [asked.deferred_file.file_id] if asked.HasField("deferred_file") else []
    names += [asked.dataframe_chunk.source_id] if asked.HasField("dataframe_chunk") else []
    return asked.WhichOneof("payload") in _PAGE_ASKS_FOR and all(map(_UUID.fullmatch, names))


#: The kinds of value of widgets that are no component: each sends its own kind and no other.
_PLAIN = re.compile(r"(bool|bytes|(double|int|string)(_array)?)_value")


def forgive_widget_values() -> None:
    """Have a widget go back to its default where a page sends a value that it can't have, such as a
    text for a number: else each run of that page would end in an error, until it is reloaded.

    Seen in 1.67.0: what a page sent is turned into a value when that is first asked for.
    """
    get = WStates.__getitem__
    if get.__module__ == __name__:
        return

    def get_or_default(states: WStates, key: str) -> object:
        state, widget = states.states.get(key), states.widget_metadata.get(key)
        if not isinstance(state, Serialized) or widget is None:
            return get(states, key)
        own, sent = widget.value_type, state.value.WhichOneof("value") or widget.value_type
        # A whole number is announced as any number.
        if {own, sent} <= {"double_value", "int_value"} or own == sent or not _PLAIN.match(own):
            with contextlib.suppress(Exception):  # whatever the widget makes of it
                # A component logs a traceback where it is no object.
                if sent != "json_value" or isinstance(json.loads(state.value.json_value), dict):
                    return get(states, key)
        states.states[key] = Value(widget.deserializer(None))
        return get(states, key)

    WStates.__getitem__ = get_or_default  # type: ignore[method-assign]


# -- pictures and downloads -----------------------------------------------------------------------


def media_manager() -> MediaFileManager | None:
    """What holds the pictures and downloads of all sessions; None in a process without a server.

    Seen in 1.67.0.
    """
    return runtime.get_instance().media_file_mgr if runtime.exists() else None


def media_identifier(path: str) -> str:
    """What names a file in `/media/{identifier}.{extension}`. Seen in 1.67.0."""
    return PurePosixPath(path).name.split(".")[0]


def watch_downloads(
    manager: MediaFileManager,
    on_offer: Callable[[str, str], object],
    on_made: Callable[[str, str, str], object],
) -> None:
    """Be told of every file that a page offers for download.

    Seen in 1.67.0: `add` takes a file that is there, `add_deferred` a function that makes it, and
    `execute_deferred` runs that function at the click and returns the path of the file.

    Args:
        on_offer: called with (session, identifier), in the script run that offers the file.
        on_made: called with (session, identifier of the offer, identifier of the file made).
    """
    add, add_deferred = manager.add, manager.add_deferred
    execute = manager.execute_deferred

    def add_and_tell(*args: object, **options: object) -> str:
        url = add(*args, **options)  # type: ignore[arg-type]
        if options.get("is_for_static_download"):
            on_offer(session_of_this_run(), media_identifier(url))
        return url

    def add_deferred_and_tell(*args: object, **options: object) -> str:
        identifier = add_deferred(*args, **options)  # type: ignore[arg-type]
        on_offer(session_of_this_run(), identifier)
        return identifier

    def execute_and_tell(file_id: str) -> str:
        asked = manager._deferred_callables.get(file_id)
        url = execute(file_id)
        if asked is not None:
            on_made(asked["session_id"], file_id, media_identifier(url))
        return url

    for name, told in (
        ("add", add_and_tell),
        ("add_deferred", add_deferred_and_tell),
        ("execute_deferred", execute_and_tell),
    ):
        setattr(manager, name, told)


def log_refused_downloads(line_of: Callable[[BaseException], str]) -> None:
    """Have the line that `line_of` gives for an error logged where the function behind a download
    raised it, and as ever where that is "".

    Seen in 1.67.0: the media file manager wraps the error in one of its own, and whoever asked it
    logs both with their tracebacks.
    """

    def shorten(record: logging.LogRecord) -> bool:
        cause = getattr(record.exc_info and record.exc_info[1], "__cause__", None)
        if line := "" if cause is None else line_of(cause):
            record.msg, record.args, record.exc_info = line, (), None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True

    logger = logging.getLogger(backend_operation_handler.__name__)
    others = [one for one in logger.filters if getattr(one, "__name__", "") != shorten.__name__]
    logger.filters[:] = [*others, shorten]


def sessions_showing(manager: MediaFileManager, identifier: str) -> Iterator[str]:
    """The sessions whose page shows that file. Seen in 1.67.0."""
    # Copies: scripts may add to both at the same time.
    for session, files in list(manager._files_by_session_and_coord.items()):
        if identifier in list(files.values()):
            yield session


def download_name(manager: MediaFileManager, path: str) -> str | None:
    """The name under which the file at `path` is saved; None for a picture, or no file.

    Seen in 1.67.0.
    """
    try:
        # The storage in memory has it, the protocol that Streamlit declares has not.
        get_file = manager._storage.get_file  # type: ignore[attr-defined]
        file = get_file(PurePosixPath(path).name)
    except MediaFileStorageError:
        return None
    return (file.filename or "") if file.kind == MediaFileKind.DOWNLOADABLE else None


# -- signing in, and Streamlit's own page ---------------------------------------------------------


def signed_in_claims(cookies: Mapping[str, str]) -> Mapping[str, object] | None:
    """The claims of the person signed in with a browser; None where nobody is, or where the cookie
    was not signed by this server.

    `st.login` signs the cookie with the server's secret, so that no browser can write one. Seen in
    1.67.0.
    """
    if USER_COOKIE_NAME not in cookies:
        return None
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        return None if value is None else decode_signed_value(secret, name, value)

    content = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    if not content:
        return None
    try:
        claims = json.loads(content)
    except ValueError:
        return None
    return claims if isinstance(claims, dict) else None


def page_file() -> Path:
    """The HTML page that Streamlit sends to every browser. Seen in 1.67.0."""
    return Path(file_util.get_static_dir()) / "index.html"
