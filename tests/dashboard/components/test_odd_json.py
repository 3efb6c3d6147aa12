"""JSON that is valid and says nothing of use, sent for each component that the browser draws."""

from __future__ import annotations

import json

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.session_state import WStates
from streamlit.testing.v1 import AppTest

from dashboard import streamlit_internals
from tests.dashboard.tiny_case import session_with


def components() -> None:
    """The script of the app under test."""
    import streamlit as st

    from dashboard.components.shell import shell
    from dashboard.components.sortable_table.table import Cell, Column, Order, Row, sortable_table
    from dashboard.components.tour import panel
    from dashboard.components.uploader import uploader
    from dashboard.components.viewer import Pane, SeriesPane, paired_viewers, slice_viewer
    from dashboard.components.viewer.facts import SeriesFacts
    from dashboard.state import session

    mine = session.current()
    uploader.listen(mine)
    shell.follow(mine, "review")
    panel.show(mine, st.Page(lambda: None, title="Review"))
    shown = Pane("a")
    where = {"n_slices": 3, "positions_mm": [0.0, 1.0, 2.0], "jump": {"slice": 1, "nonce": 7}}
    state = slice_viewer(key="viewer", volume_url="/v", **where)
    panes = [SeriesPane(shown, "/v", **where, facts=SeriesFacts(), to_shared=None)] * 2
    slices = paired_viewers(key="pair", panes=panes)
    click = sortable_table(
        [Column("Name", "", sort="name")],
        [Row(1, (Cell("one"),))],
        key="table",
        order=Order("name", falling=True),
    )
    # None before a viewer has said anything, and where it is sent after odd words.
    assert all(one in (None, 1) for one in slices)
    st.text(str((state.slice, state.window, state.chosen, click, mine.inbox.heard)))


HUGE = 10**400
VIEWS = (
    *(None, 3, "view", [], {}, [{}]),
    {"volume": "/v", "nonce": 7, "slice": True, "window": [], "chosen": 3},
    {"volume": "/v", "nonce": 7, "slice": HUGE, "window": {"width": HUGE, "level": "a"}},
    {"volume": "/v", "nonce": 7, "slice": float("nan"), "chosen": {"key": [], "at": HUGE}},
    {"volume": [], "nonce": {}, "window": {"width": True, "level": None}, "views": [3, HUGE]},
    {"views": [{}, {"volume": "/v", "nonce": 7, "slice": HUGE}]},
)
ASKED = (
    *(True, HUGE, "asked", [[]]),
    {"selected": [HUGE, {}], "sort": "no such order", "falling": True, "at": 1},
    {"selected": {}, "sort": [], "falling": 1, "at": HUGE},
)
SENT = [
    *(json.dumps(one) for one in (None, True, 3, "text", [], [3], {}, {"get": 3, "value": HUGE})),
    *(json.dumps({"view": view, "measured": view, "annotated": view}) for view in VIEWS),
    *(json.dumps({"asked": asked, "arrived": asked}) for asked in ASKED),
    '{"arrived": ' + "9" * 10_000 + "}",
    '{"view": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "{",
]


@pytest.mark.parametrize("kind", ["json_value", "json_trigger_value"])
def test_the_page_is_drawn_as_without_it(monkeypatch, caplog, kind):
    # Taken back after the test.
    monkeypatch.setattr(WStates, "__getitem__", WStates.__getitem__)
    streamlit_internals.forgive_widget_values()
    app = AppTest.from_function(components)
    app.session_state["liverlens"] = session_with()
    app.run()
    assert not app.exception
    before = app.text[0].value
    drawn = [one.proto.id for one in app.get("bidi_component")]
    assert len(drawn) >= 5
    for sent in SENT:
        states = WidgetStates()
        for identity in drawn:
            name = (
                identity if kind == "json_value" else f"$$STREAMLIT_INTERNAL_KEY_{identity}__events"
            )
            states.widgets.append(WidgetState(id=name, **{kind: sent}))
        app._run(states)
        assert not app.exception, sent[:200]
        # Nor does the server's log fill up.
        assert "Traceback" not in caplog.text, sent[:200]
        assert app.text[0].value == before, sent[:200]
