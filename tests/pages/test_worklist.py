import json
from datetime import date

import pytest

from core.errors import StoreError
from core.worklist import Filter, Store
from dashboard.components import notices
from dashboard.screens.worklist import queue_panel
from dashboard.services import queue_worker, worklist_store
from dashboard.state.session import Session
from dashboard.state.worklist_view import Listing
from tests.core.worklist.fetched_rows import fetched_rows
from tests.core.worklist.made_records import queued, some_record
from tests.dashboard.tiny_case import (
    MODEL,
    finish,
    session_with,
)
from tests.pages.conftest import components_of, html_of
from tools.benchmarks.many_records import fill

pytestmark = pytest.mark.usefixtures("no_worker")


def three(store: Store) -> list:
    return [
        store.save(some_record(1, p_malignant=0.9)),
        store.save(
            some_record(
                2,
                p_malignant=0.2,
                category="benign",
                cautions=(),
                needs_review=False,
                review_reason="",
                study_date=date(2026, 3, 1),
            )
        ),
        store.save(some_record(3, p_malignant=0.5, category="indeterminate", model_name="other")),
    ]


def ids_in_table(app) -> list[int]:
    """Of the rows that the browser is given."""
    (table,) = components_of(app)
    return [row["id"] for row in json.loads(table.proto.json)["rows"]]


def test_empty_it_says_what_comes_here_and_where_it_is_kept(open_app, store):
    app = open_app("worklist")
    assert "The worklist is empty" in html_of(app)
    assert store.place in html_of(app)
    assert not components_of(app)


def test_an_analysis_of_this_session_is_listed_with_its_details(open_app, store):
    session = session_with()
    session.start_analysis(session.opened, MODEL)
    finish(session)
    app = open_app("worklist", session)
    (record,) = store.list()
    assert ids_in_table(app) == [record.id]
    session.listing.picked = record.id
    app.run()
    assert not app.exception
    assert record.pseudonym in html_of(app)
    assert "Muster" not in html_of(app)
    open_it = next(b for b in app.button if b.label == "Open in Review")
    assert not open_it.disabled
    open_it.click().run()
    assert not app.exception
    assert session.opened is not None


def test_filters_ask_the_store(open_app, store):
    one, two, three_ = three(store)
    app = open_app("worklist")
    assert ids_in_table(app) == [three_.id, two.id, one.id]
    app.multiselect(key="worklist-category").select("benign").run()
    assert ids_in_table(app) == [two.id]
    assert "1 record of 3" in html_of(app)
    next(b for b in app.button if b.label == "Clear").click().run()
    app.selectbox(key="worklist-model").select("other").run()
    assert ids_in_table(app) == [three_.id]
    next(b for b in app.button if b.label == "Clear").click().run()
    app.selectbox(key="worklist-caution").select("no caution").run()
    assert ids_in_table(app) == [two.id]
    next(b for b in app.button if b.label == "Clear").click().run()
    app.checkbox(key="worklist-review").check().run()
    assert ids_in_table(app) == [three_.id, one.id]
    next(b for b in app.button if b.label == "Clear").click().run()
    app.slider(key="worklist-risk").set_range(0.85, 1.0).run()
    assert ids_in_table(app) == [one.id]
    app.date_input(key="worklist-since").set_value(date(2026, 1, 1)).run()
    assert not components_of(app)
    assert "No record fits" in html_of(app)


def test_a_record_is_marked_and_deleted(open_app, store):
    one, two, _ = three(store)
    session = Session()
    session.listing.picked = one.id
    app = open_app("worklist", session)
    next(b for b in app.button if b.label == "Mark reviewed").click().run()
    assert store.get(one.id).status == "reviewed"
    assert next(b for b in app.button if b.label == "Mark new")
    app.button(key="worklist-delete").click().run()
    assert not app.exception
    assert {record.id for record in store.list()} == {two.id, 3}
    assert session.listing.picked is None
    # The images are nowhere to be opened.
    session.listing.picked = two.id
    app.run()
    assert next(b for b in app.button if b.label == "Open in Review").disabled


def locked(*_arguments):
    raise StoreError("The worklist is locked by another program: try again.")


@pytest.mark.parametrize(
    ("whose", "step", "button"),
    [
        ("store", "mark", "Mark reviewed"),
        ("store", "delete", "Delete for good"),
        ("queue", "retry", "Try the failed again"),
        ("queue", "remove", "Remove"),
    ],
)
def test_a_click_that_a_locked_store_refuses_is_one_sentence(
    open_app, store, monkeypatch, whose, step, button
):
    record = store.save(some_record(1))
    queued(store, "a", 1)
    store.queue.failed(store.queue.claim(), "scan.dcm: the file is cut off: copy it again.")
    session = Session()
    session.listing.picked = record.id
    app = open_app("worklist", session)
    monkeypatch.setattr(store.queue if whose == "queue" else store, step, locked)
    next(b for b in app.button if b.label == button).click().run()
    assert not app.exception
    assert [notice.text for notice in session.notices] == [
        "The worklist is locked by another program: try again."
    ]
    assert session.listing.picked == record.id
    assert (store.count(), store.queue.counts()) == (1, {"failed": 1})


def test_the_strip_of_the_queue_says_why_the_store_cant_be_read(store, monkeypatch):
    said = []
    monkeypatch.setattr(store.queue, "counts", locked)
    monkeypatch.setattr(notices.st, "error", said.append)
    queue_panel._strip(Session(), store, queue_worker.worker_of(store), False, 0)
    assert said == ["The worklist is locked by another program: try again."]


def test_a_record_deleted_elsewhere_leaves_no_panel(open_app, store):
    one, *_ = three(store)
    session = Session()
    session.listing.picked = one.id
    store.delete(one.id)
    app = open_app("worklist", session)
    assert session.listing.picked is None
    assert len(ids_in_table(app)) == 2


def test_thousands_are_turned_page_by_page(open_app, store):
    for number in range(1, 61):
        store.save(some_record(1, series_digest=f"{number:064x}"))
    app = open_app("worklist")
    assert len(ids_in_table(app)) == 50
    assert "1–50 of 60" in html_of(app)
    next(b for b in app.button if b.label == "Next").click().run()
    assert len(ids_in_table(app)) == 10
    assert "51–60 of 60" in html_of(app)


def test_a_page_reads_its_own_rows_however_many_there_are(open_app, store):
    fill(store, 300)
    app = open_app("worklist")
    with fetched_rows(store) as few:
        app.run()
    fill(store, 1500, start=300)
    app.run()
    with fetched_rows(store) as many:
        app.run()
    assert not app.exception
    assert "1–50 of 1,500 records" in html_of(app)
    # The fifty rows on top have other cautions, of which each record has two at most.
    assert abs(many.rows - few.rows) <= 2 * 50
    assert 50 < many.rows < 250


def test_filters_stay_when_the_person_comes_back(open_app, store):
    _, two, _ = three(store)
    app = open_app("worklist")
    app.multiselect(key="worklist-category").select("benign").run()
    app.switch_page("../pages/models.py").run()
    app.switch_page("../pages/worklist.py").run()
    assert not app.exception
    assert app.multiselect(key="worklist-category").value == ["benign"]
    assert ids_in_table(app) == [two.id]
    next(b for b in app.button if b.label == "Clear").click().run()
    assert len(ids_in_table(app)) == 3


def test_where_the_store_cant_be_used_the_page_says_why_and_the_others_go_on(
    open_app, monkeypatch, tmp_path
):
    place = tmp_path / "other.sqlite3"
    place.write_bytes(b"no database at all, but long enough " * 40)
    monkeypatch.setenv("LIVERLENS_STORE", str(place))
    worklist_store.try_again()
    app = open_app("worklist", session_with())
    assert "is not a worklist of LiverLens" in app.error[0].value
    app.switch_page("../pages/review.py").run()
    assert not app.exception
    assert components_of(app)


def test_a_click_in_the_table_is_heard_once(store):
    listing = Listing(page=3)
    assert listing.hear(None, "risk", True, at=1)
    assert (listing.sort, listing.page) == ("risk", 0)
    assert not listing.hear(None, "risk", True, at=1)
    listing.picked = 9
    assert not listing.hear(None, "risk", True, at=1)
    assert listing.picked == 9
    assert listing.hear(4, "risk", True, at=2)
    assert listing.picked == 4
    assert listing.conditions() == Filter(sort="risk")


@pytest.mark.parametrize(
    ("sort", "falling", "reverse"),
    [("date", True, False), ("date", False, True), ("category", False, False)],
)
def test_the_most_urgent_come_first_and_the_highest_of_all_else(sort, falling, reverse):
    listing = Listing()
    listing.hear(None, sort, falling, at=1)
    assert (listing.reverse, listing.falling) == (reverse, falling)
