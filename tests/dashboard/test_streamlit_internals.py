"""One test per use of Streamlit's internals, named after the function: it fails when Streamlit
changes what that function relies on."""

from __future__ import annotations

import importlib.metadata
import inspect
import logging
from types import SimpleNamespace
from uuid import uuid4

import pytest
from streamlit import net_util, runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.state.session_state import WStates
from streamlit.testing.v1 import AppTest
from streamlit.web.server import server_util
from streamlit.web.server.starlette import (
    starlette_auth_routes,
    starlette_routes,
    starlette_websocket,
)
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from core.errors import InputError
from core.outside.impatient_websocket import MOST_MESSAGE_BYTES
from dashboard import streamlit_internals as internals
from tests.dashboard.security.signed import signed_in
from tests.dashboard.sent_by_pages import SENT, failed_download, of_odd_widgets

FUNCTIONS = [
    name
    for name, value in vars(internals).items()
    if inspect.isfunction(value) and value.__module__ == internals.__name__
]


@pytest.fixture
def manager() -> MediaFileManager:
    return MediaFileManager(MemoryMediaFileStorage("/media"))


@pytest.fixture
def as_session(monkeypatch):
    """`as_session("a")`: the script run is one of that session, for Streamlit and for us."""

    def run(session: str) -> None:
        context = SimpleNamespace(session_id=session)
        monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: session)
        monkeypatch.setattr(internals, "get_script_run_ctx", lambda **_: context)

    return run


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_use_has_its_test_and_the_release_it_was_seen_in(function):
    assert f"test_{function}" in globals()
    assert importlib.metadata.version("streamlit") == "1.67.0", "look at each use again"
    assert "Seen in" in " ".join(vars(internals)[function].__doc__.split())


def test_session_of_this_run():
    def script() -> None:
        import streamlit as st

        from dashboard.streamlit_internals import session_of_this_run

        st.text(session_of_this_run())

    assert internals.session_of_this_run() == ""
    (shown,) = AppTest.from_function(script).run().text
    assert shown.value


def test_is_connected(monkeypatch):
    asked = SimpleNamespace(is_active_session=lambda session: session == "here")
    monkeypatch.setattr(internals.runtime, "get_instance", lambda: asked)
    assert list(inspect.signature(Runtime.is_active_session).parameters) == ["self", "session_id"]
    assert (internals.is_connected("here"), internals.is_connected("gone")) == (True, False)


def test_close_session(monkeypatch):
    closed = []
    monkeypatch.setattr(
        internals.runtime, "get_instance", lambda: SimpleNamespace(close_session=closed.append)
    )
    assert list(inspect.signature(Runtime.close_session).parameters) == ["self", "session_id"]
    internals.close_session("gone")
    assert closed == ["gone"]


def test_server_runs():
    assert internals.server_runs() is runtime.exists()


def test_most_message_bytes():
    # Streamlit closes a websocket that brings more.
    source = inspect.getsource(starlette_websocket)
    assert "max_client_msg_size = get_max_widget_state_size_bytes()" in source
    assert internals.most_message_bytes() == MOST_MESSAGE_BYTES


def test_look_up_no_address(monkeypatch):
    asked = []
    for name in ("get_internal_ip", "get_external_ip"):
        monkeypatch.setattr(net_util, name, lambda: asked.append(1))
    # The names that Streamlit itself looks up, when it needs them.
    assert not server_util.is_url_from_allowed_origins("http://elsewhere.example")
    assert len(asked) == 2
    internals.look_up_no_address()
    assert not server_util.is_url_from_allowed_origins("http://elsewhere.example")
    assert not server_util.is_url_from_allowed_origins("null")
    assert len(asked) == 2


@pytest.mark.parametrize(("sent", "values"), SENT)
def test_forgive_widget_values(monkeypatch, sent, values):
    # Taken back after the test.
    monkeypatch.setattr(WStates, "__getitem__", WStates.__getitem__)
    internals.forgive_widget_values()
    app = AppTest.from_function(of_odd_widgets).run()
    states = WidgetStates()
    for widget in (*app.number_input, *app.slider, *app.selectbox, *app.text_input):
        states.widgets.append(WidgetState(id=widget.id, **sent))
    app._run(states)
    assert not app.exception
    assert [text.value for text in app.text] == values
    assert not app.run().exception


def test_is_message_of_the_page(manager, as_session):
    kinds = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    # A kind that Streamlit adds has to be looked at.
    assert kinds - internals._PAGE_SENDS == {"debug_disconnect_websocket", "debug_shutdown_runtime"}
    assert kinds > internals._PAGE_SENDS
    rerun, shutdown = BackMsg(), BackMsg()
    rerun.rerun_script.query_string = "series=1"
    shutdown.debug_shutdown_runtime = True
    assert internals.is_message_of_the_page(rerun.SerializeToString())
    for frame in (b"", b"\xff" * 20, shutdown.SerializeToString()):
        assert not internals.is_message_of_the_page(frame)

    def asking(**payload: object) -> bool:
        told = {"request_id": str(uuid4()), "session_id": str(uuid4()), **payload}
        return internals.is_message_of_the_page(
            BackMsg(backend_operation_request=told).SerializeToString()
        )

    as_session("a")
    offered = manager.add_deferred(lambda: b"x", "text/csv", "1.1", "a.csv")
    assert asking(deferred_file={"file_id": offered})
    assert asking(dataframe_chunk={"source_id": uuid4().hex, "offset": 0, "limit": 9})
    assert not asking()
    assert not asking(install_skills={})
    assert not asking(deferred_file={"file_id": "Doe^Jane"})
    assert not asking(deferred_file={"file_id": offered}, request_id=f"{uuid4()}\nline")
    assert not asking(dataframe_chunk={"source_id": "Doe^Jane"})


def test_first_request_path():
    assert internals.FIRST_REQUEST_PATH.lstrip("/") == starlette_routes.ROUTE_HOST_CONFIG


def test_paths():
    found = {
        *(
            f"/{getattr(starlette_routes, name)}"
            for name in dir(starlette_routes)
            if "ROUTE" in name
        ),
        f"/{starlette_websocket._ROUTE_WEBSOCKET_STREAM}",
    }
    # A route that Streamlit adds has to be looked at.
    others = {path for path in found if not path.startswith(internals.NEEDED_OF_CORE)}
    assert {path.split("{")[0] for path in others if path.startswith(internals.CORE_PATH)} == {
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/upload_file",
        "/_stcore/upload_file/",
    }
    for needed in internals.NEEDED_OF_CORE:
        assert any(path.startswith(needed) for path in found)
    assert f"/{starlette_routes.BASE_ROUTE_COMPONENT}/" == internals.V1_COMPONENT_PATH
    routes = starlette_auth_routes.create_auth_routes("")
    assert {route.path for route in routes} == set(internals.SIGN_IN_PATHS)


def test_media_path(manager, as_session):
    as_session("a")
    assert manager.add(b"pixels", "image/png", "1.1").startswith(internals.MEDIA_PATH)


def test_session_in_subprotocol():
    # Streamlit reads the third part of the same header.
    source = inspect.getsource(starlette_websocket)
    assert '"sec-websocket-protocol"' in source
    assert "entries[2]" in source
    assert internals.session_in_subprotocol("streamlit, token, mine") == "mine"
    assert internals.session_in_subprotocol("streamlit, token") == ""
    assert internals.session_in_subprotocol("") == ""


def test_subprotocol_without_session():
    assert internals.subprotocol_without_session("streamlit, token, mine") == "streamlit, token"


def test_media_manager(monkeypatch, manager):
    monkeypatch.setattr(internals.runtime, "exists", lambda: False)
    assert internals.media_manager() is None
    monkeypatch.setattr(internals.runtime, "exists", lambda: True)
    monkeypatch.setattr(
        internals.runtime, "get_instance", lambda: SimpleNamespace(media_file_mgr=manager)
    )
    assert isinstance(inspect.getattr_static(Runtime, "media_file_mgr"), property)
    assert internals.media_manager() is manager


def test_media_identifier(manager, as_session):
    as_session("a")
    url = manager.add(b"pixels", "image/png", "1.1")
    (identifier,) = manager._files_by_session_and_coord["a"].values()
    assert internals.media_identifier(url) == identifier


def test_watch_downloads(manager, as_session):
    offered, made = [], []
    internals.watch_downloads(
        manager, lambda *told: offered.append(told), lambda *told: made.append(told)
    )
    as_session("a")
    manager.add(b"pixels", "image/png", "1.1")
    table = manager.add(
        b"table", "text/csv", "1.2", file_name="slices.csv", is_for_static_download=True
    )
    later = manager.add_deferred(lambda: b"later", "text/csv", "1.3", file_name="lesions.csv")
    assert offered == [("a", internals.media_identifier(table)), ("a", later)]
    assert made == []
    url = manager.execute_deferred(later)
    assert made == [("a", later, internals.media_identifier(url))]


def test_log_refused_downloads(manager, as_session):
    as_session("a")
    logger = logging.getLogger("streamlit.runtime.backend_operation_handler")
    kept = list(logger.filters)
    try:
        internals.log_refused_downloads(lambda error: "a")
        internals.log_refused_downloads(
            lambda error: "refused" if isinstance(error, InputError) else ""
        )
        (line,) = failed_download(manager, InputError("of Doe"))
        assert (line.getMessage(), line.exc_info, line.levelname) == ("refused", None, "WARNING")
        (fault,) = failed_download(manager, ValueError("of Doe"))
        assert isinstance(fault.exc_info[1].__cause__, ValueError)
    finally:
        logger.filters[:] = kept


def test_sessions_showing(manager, as_session):
    as_session("a")
    identifier = internals.media_identifier(manager.add(b"pixels", "image/png", "1.1"))
    as_session("b")
    manager.add(b"pixels", "image/png", "1.1")
    manager.add(b"others", "image/png", "1.2")
    assert sorted(internals.sessions_showing(manager, identifier)) == ["a", "b"]
    assert list(internals.sessions_showing(manager, "unknown")) == []


def test_download_name(manager, as_session):
    as_session("a")
    picture = manager.add(b"pixels", "image/png", "1.1")
    table = manager.add(
        b"table", "text/csv", "1.2", file_name="slices.csv", is_for_static_download=True
    )
    assert internals.download_name(manager, table) == "slices.csv"
    assert internals.download_name(manager, picture) is None
    assert internals.download_name(manager, "/media/unknown.png") is None


def test_signed_in_claims():
    assert internals.signed_in_claims(signed_in(sub="7"))["sub"] == "7"
    assert internals.signed_in_claims(signed_in(secret="another secret " * 3, sub="7")) is None
    assert internals.signed_in_claims({USER_COOKIE_NAME: "{}"}) is None
    assert internals.signed_in_claims({}) is None


def test_page_file():
    assert "<script" in internals.page_file().read_text(encoding="utf-8")
