import pytest
from streamlit.testing.v1 import AppTest

from core.audit import Trail
from core.errors import ConsentError, InputError
from dashboard.components import download
from dashboard.security import media
from tests.coded import raises
from tests.dashboard.tiny_case import tiny_series


def draw() -> None:
    """The script of the app under test."""
    import streamlit as st

    from dashboard.components import download

    download.button("Slices", "a,b", "slices.csv", "text/csv", of=st.session_state["series"])


def test_the_file_is_offered_as_one_about_its_series(monkeypatch):
    told = []

    class Told:
        def __init__(self, subject):
            told.append(subject)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            told.append("offered")

    monkeypatch.setattr(media, "about", Told)
    app = AppTest.from_function(draw)
    app.session_state["series"] = series = tiny_series()
    app.run()
    (button,) = app.get("download_button")
    assert button.proto.label == "Slices"
    assert told[0] is series
    assert told[1:] == ["offered"]


def test_of_a_series_that_is_not_on_the_operators_list_nothing_is_offered(tmp_path, monkeypatch):
    listed = tmp_path / "consent.txt"
    listed.write_text("1.2.840\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(listed))
    app = AppTest.from_function(draw)
    app.session_state["series"] = tiny_series(study_uid="1.2.841")
    app.run()
    (button,) = app.get("download_button")
    assert button.proto.disabled
    assert "not on the operator" in button.proto.help
    listed.write_text("1.2.841\n")
    app.run()
    (button,) = app.get("download_button")
    assert not button.proto.disabled


def test_a_list_that_changed_since_counts_at_the_click(tmp_path, monkeypatch):
    series = tiny_series(study_uid="1.2.841")
    make = download._checked("browser-1", lambda: b"a,b", [series])
    assert make() == b"a,b"
    (tmp_path / "consent.txt").write_text("1.2.840\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    with pytest.raises(ConsentError):
        make()
    (entry,) = Trail.open().read()
    assert (entry.who, entry.did, entry.what) == ("browser-1", "refused", "no_consent")
    assert entry.series


def test_what_is_no_longer_open_is_no_file():
    made = download._checked("", lambda: None, [])
    with raises(InputError, "file_is_gone"):
        made()
