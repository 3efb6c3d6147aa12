"""The server's options, and that routes and privacy hold on the application as it is served."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit as st
from streamlit.web.server.starlette import starlette_server
from uvicorn import config as uvicorn_config

from core import shipped as shipped_module
from core.audit import Trail
from core.outside.impatient import ImpatientProtocol
from core.outside.impatient_websocket import ImpatientWebSocket
from core.shipped import checkout, shipped
from dashboard.security.sessions import GRACE_SECONDS, SESSIONS
from dashboard.server import (
    FIRST_PAGE,
    UncompressedVolumes,
    _note_export,
    _note_measurements,
    be_impatient,
    main,
    quieten_libraries,
    server_options,
)
from tests.dashboard.tiny_case import session_with


def test_host_and_port_come_from_the_environment():
    options = server_options({"HOST": "0.0.0.0", "PORT": "9001"})
    assert (options["server.address"], options["server.port"]) == ("0.0.0.0", 9001)


def test_by_default_it_listens_on_this_machine_only():
    options = server_options({"HOST": "", "PORT": ""})
    assert (options["server.address"], options["server.port"]) == ("127.0.0.1", 8501)


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(ValueError, match="PORT is"):
        server_options({"PORT": port})


def test_a_bad_port_ends_with_one_line_and_status_2(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "many")
    with pytest.raises(SystemExit) as exit_status:
        main([])
    assert exit_status.value.code == 2
    assert (
        capsys.readouterr()
        .err.splitlines()[-1]
        .endswith("PORT is 'many': give a number from 1 to 65535")
    )


def test_open_to_other_machines_it_does_not_start_without_sign_in(monkeypatch, capsys):
    for name in ("LIVERLENS_SIGN_IN", "LIVERLENS_OIDC_URL", "LIVERLENS_OIDC_CLIENT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setattr("streamlit.App.run", lambda *_a, **_o: pytest.fail("it was started"))
    with pytest.raises(SystemExit) as exit_status:
        main([])
    assert exit_status.value.code == 2
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert "HOST 0.0.0.0 is open to other machines and no sign-in is set up" in sentence
    assert "LIVERLENS_SIGN_IN=off" in sentence


def test_streamlit_keeps_a_session_for_longer_than_we_do():
    assert server_options({})["server.disconnectedSessionTTL"] > GRACE_SECONDS


def test_streamlit_does_not_collect_garbage_after_every_run():
    assert server_options({})["runner.postScriptGC"] is False


def test_streamlit_knows_every_option_that_it_is_given():
    for name in server_options({}):
        assert st.get_option(name) is not NotImplemented, name


def test_a_missing_script_ends_with_one_line_and_status_2(capsys):
    with pytest.raises(SystemExit) as exit_status:
        main(["--script", "nowhere.py"])
    assert exit_status.value.code == 2
    assert "there is no script" in capsys.readouterr().err


def test_privacy_and_theme_hold_in_any_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    options = server_options({})
    assert options["browser.gatherUsageStats"] is False
    assert options["server.fileWatcherType"] == "none"
    assert options["server.maxUploadSize"] == 2000
    assert options["client.toolbarMode"] == "minimal"
    assert options["client.allowedOrigins"] == []
    assert options["theme.base"] == "dark"
    assert options["theme.sidebar.backgroundColor"].startswith("#")


def test_fonts_are_the_systems_own():
    text = shipped(".streamlit/config.toml").read_text(encoding="utf-8")
    assert "http" not in text.replace("dashboard/server.py", "")
    assert "system-ui" in server_options({})["theme.font"]


def test_streamlit_knows_every_option():
    for name in server_options({}):
        st.get_option(name)  # raises for an option that it does not know


def test_libraries_do_not_write_to_the_home_folder(monkeypatch):
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    quieten_libraries()
    assert Path(os.environ["MPLCONFIGDIR"]) == checkout() / ".cache" / "matplotlib"


def test_uvicorn_has_limits_on_the_time_of_a_head_and_of_a_message(monkeypatch):
    monkeypatch.setitem(uvicorn_config.HTTP_PROTOCOLS, "auto", "")
    monkeypatch.setitem(uvicorn_config.WS_PROTOCOLS, starlette_server._get_websocket_protocol(), "")
    be_impatient()
    # As Streamlit makes it: it does not say how to speak HTTP.
    config = uvicorn_config.Config(lambda *_: None, **starlette_server._get_uvicorn_config_kwargs())
    config.load()
    assert config.http_protocol_class is ImpatientProtocol
    assert config.ws_protocol_class is ImpatientWebSocket


def test_an_installed_app_leaves_matplotlib_its_usual_place(monkeypatch, tmp_path):
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    monkeypatch.setattr(shipped_module, "_INSTALLED", tmp_path)
    quieten_libraries()
    assert "MPLCONFIGDIR" not in os.environ


@pytest.mark.parametrize(
    ("path", "asked"), [("/volumes/x.nii", False), ("/", True), ("/static/main.js", True)]
)
def test_only_volumes_escape_compression(path, asked):
    seen = {}

    async def application(scope, receive, send):
        seen.update(scope)

    scope = {
        "type": "http",
        "path": path,
        "headers": [(b"accept-encoding", b"gzip"), (b"host", b"x")],
    }
    # In a thread of its own: a browser test in the same process may have left its loop running.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, UncompressedVolumes(application)(scope, None, None)).result()
    assert ((b"accept-encoding", b"gzip") in seen["headers"]) is asked
    assert (b"host", b"x") in seen["headers"]


def test_a_download_is_noted_with_the_patient_of_the_series_that_it_is_about():
    session = session_with()
    _note_export(session, "liverlens-slices.csv", session.opened.series)
    _note_export(session, "liverlens-worklist.csv", None)
    first, second = Trail.open().read()
    assert (first.did, first.what, bool(first.patient)) == (
        "exported",
        "liverlens-slices.csv",
        True,
    )
    assert (second.what, second.patient) == ("liverlens-worklist.csv", "")


def test_a_download_of_measurements_is_noted_with_the_person_who_has_the_series_open():
    session = session_with()
    SESSIONS.arrive("noted", "ada", session, "ada")
    _note_measurements(session.opened.measured, "eve", "measurements.csv")
    assert Trail.open().read() == []
    _note_measurements(session.opened.measured, "ada", "measurements.csv")
    (line,) = Trail.open().read()
    assert (line.did, line.what, bool(line.patient)) == ("exported", "measurements.csv", True)


@pytest.mark.parametrize("module", FIRST_PAGE)
def test_what_the_first_page_draws_with_is_there(module):
    assert importlib.util.find_spec(module) is not None
