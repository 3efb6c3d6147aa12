import pytest

from dashboard.screens.worklist import queue_panel
from dashboard.state.jobs import JobService
from dashboard.state.origin import Upload
from dashboard.state.session import Session
from tests.core.worklist.made_records import queued
from tests.dashboard.tiny_case import (
    discovery_of,
    finish,
    open_in,
    tiny_series,
)
from tests.pages.conftest import html_of

pytestmark = pytest.mark.usefixtures("no_worker")


def test_of_a_long_queue_only_what_is_listed_is_read(open_app, store):
    for number in range(1, queue_panel.MOST_LISTED + 6):
        queued(store, f"scan{number}", number)
    app = open_app("worklist")
    assert "and 5 more" in html_of(app)
    listed = [b for b in app.button if (b.key or "").startswith("queue-remove-")]
    assert len(listed) == queue_panel.MOST_LISTED
    states = ("running", "waiting")
    assert [one.id for one in store.queue.items(states, limit=3)] == [1, 2, 3]


def test_the_queue_shows_what_failed_and_why(open_app, store):
    one = queued(store, "a", 1)
    claim = store.queue.claim()
    store.queue.failed(claim, "scan.dcm: the file is cut off: copy it again.")
    two = queued(store, "b", 2)
    app = open_app("worklist")
    assert "1 waiting · 1 failed" in html_of(app)
    assert "the file is cut off" in html_of(app)
    app.button(key="queue-retry").click().run()
    assert store.queue.counts() == {"waiting": 2}
    app.button(key=f"queue-remove-{one.id}").click().run()
    assert [item.id for item in store.queue.items()] == [two.id]
    assert not app.exception


def test_all_that_is_open_here_is_queued_or_done(open_app, store):
    session = Session(jobs=JobService())
    open_in(session, tiny_series(), Upload())
    app = open_app("worklist", session)
    button = next(b for b in app.button if b.label == "Queue all 1 open series")
    button.click().run()
    assert not app.exception
    finish(session)
    app.run()
    assert store.count() == 1
    assert session.notices[0].code == "open_series_queued"
    assert "1 series of this session under way" in session.notices[0].text


def test_one_upload_under_way_for_two_models_has_a_line_for_each(open_app, store):
    session = Session(jobs=JobService())
    (entry,) = session.list_found(discovery_of(tiny_series()), Upload())
    session.selected = None  # one of several, not read yet
    first, second = (
        session.begin(lambda _progress, cancel: cancel.wait(60), name="Upload of 6 slices")
        for _ in range(2)
    )
    entry.place.to_worklist.update({"ab" * 32: first, "cd" * 32: second})
    app = open_app("worklist", session)
    next(b for b in app.button if b.key == "upload-cancel-s1-abababababab").click().run()
    assert not app.exception
    assert (first.off.is_set(), second.off.is_set()) == (True, False)
    session.end()
