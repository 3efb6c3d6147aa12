from types import SimpleNamespace

from dashboard import streamlit_internals
from dashboard.state import uploads


def test_name_and_bytes_are_ours_and_streamlit_keeps_none(monkeypatch):
    forgotten = []
    monkeypatch.setattr(streamlit_internals, "forget_uploads", forgotten.extend)
    upload = SimpleNamespace(name="IM1", getvalue=lambda: b"pixels")
    (file,) = uploads.taken([upload])
    assert (file.name, file.data) == ("IM1", b"pixels")
    assert forgotten == [upload]
