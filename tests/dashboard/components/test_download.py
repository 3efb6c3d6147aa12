from streamlit.testing.v1 import AppTest

from dashboard.security import media


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
    app.session_state["series"] = "the series"
    app.run()
    (button,) = app.get("download_button")
    assert button.proto.label == "Slices"
    assert told == ["the series", "offered"]
