import html
import json

import pytest

from core.worklist import Store
from dashboard.screens.cohort import sentences
from dashboard.services import worklist_store
from dashboard.state.session import Session
from tests.core.worklist.made_records import some_record
from tests.pages.conftest import html_of


@pytest.fixture
def store() -> Store:
    return worklist_store.available()


def two_models(store: Store) -> list:
    """Two series by one model, of which one has a caution, and three by another."""
    return [
        store.save(some_record(1, model_name="first")),
        store.save(
            some_record(
                2,
                model_name="first",
                category="benign",
                cautions=(),
                interval=None,
            )
        ),
        *(
            store.save(some_record(number, model_name="second", weights_sha256="cd" * 32))
            for number in (1, 2, 3)
        ),
    ]


def drawn(app) -> dict[str, int]:
    """Category -> how many series the bars show."""
    specs = [json.loads(chart.proto.spec)["data"] for chart in app.get("plotly_chart")]
    (bars,) = [traces[0] for traces in specs if traces and traces[0].get("orientation") == "h"]
    return {name: count for name, count in zip(bars["y"], bars["x"], strict=True) if count}


def points(app) -> set[int]:
    """Numbers of the records in the cloud."""
    specs = [json.loads(chart.proto.spec)["data"] for chart in app.get("plotly_chart")]
    clouds = [trace for traces in specs for trace in traces if trace.get("mode") == "markers"]
    return {one[0] for trace in clouds for one in trace["customdata"]}


def test_empty_it_leads_to_the_worklist(open_app, store):
    app = open_app("cohort")
    assert "No series yet" in html_of(app)
    assert not app.get("plotly_chart")
    next(b for b in app.button if b.label == "Go to the worklist").click().run()
    assert not app.exception
    assert "The worklist is empty" in html_of(app)


def test_two_models_are_never_mixed(open_app, store):
    saved = two_models(store)
    app = open_app("cohort")
    assert app.selectbox(key="cohort-model").options == ["first", "second"]
    assert drawn(app) == {"Malignant-looking": 1, "Benign-looking": 1}
    assert points(app) == {one.id for one in saved[:2]}
    assert "<b>2 series of 2 subjects</b> by first" in html_of(app)
    assert "2 need review, 1 has no interval" in html_of(app)
    app.selectbox(key="cohort-model").select("second").run()
    assert drawn(app) == {"Malignant-looking": 3}
    assert points(app) == {one.id for one in saved[2:]}
    assert "<b>3 series of 3 subjects</b> by second" in html_of(app)


def test_those_with_a_caution_can_be_left_out(open_app, store):
    _, clean, *_ = two_models(store)
    app = open_app("cohort")
    app.selectbox(key="cohort-caution").select("no caution").run()
    assert points(app) == {clean.id}
    assert "<b>1 series of 1 subject</b> by first" in html_of(app)
    app.selectbox(key="cohort-caution").select("metal").run()
    assert not app.exception
    assert points(app) == set()
    assert "<b>0 series of 0 subjects</b>" in html_of(app)


def test_several_weights_under_one_name_are_said(open_app, store):
    store.save(some_record(1))
    store.save(some_record(2))
    app = open_app("cohort")
    assert "different files of weights" not in html_of(app)
    newer = store.save(some_record(1, weights_sha256="cd" * 32))
    app.run()
    assert "2 different files of weights under that name are mixed here" in html_of(app)
    # The newer answer stands for the series that both have seen.
    assert "<b>2 series of 2 subjects</b>" in html_of(app)
    assert points(app) == {2, newer.id}


def test_the_picked_record_stands_beside_the_cloud_only_where_it_is_in_it(open_app, store):
    first, *_, other = two_models(store)
    session = Session()
    session.listing.picked = first.id
    app = open_app("cohort", session)
    assert first.pseudonym in html_of(app)
    session.listing.picked = other.id
    app.run()
    assert not app.exception
    assert other.pseudonym not in html_of(app)


def test_what_is_not_assessable_is_in_no_figure_until_asked_for(open_app, store):
    counted = store.save(some_record(1, needs_review=False))
    outside = store.save(
        some_record(2, category="not_assessable", reasons=("non_contrast",), needs_review=False)
    )
    app = open_app("cohort")
    assert drawn(app) == {"Malignant-looking": 1}
    assert points(app) == {counted.id}
    assert "<b>1 series of 1 subject</b>" in html_of(app)
    said = sentences.not_assessable(1, "no contrast agent 1", counted=False)
    assert html.escape(said) in html_of(app)
    app.toggle(key="cohort-outside").set_value(True).run()
    assert drawn(app) == {"Malignant-looking": 1, "Not assessable": 1}
    assert points(app) == {counted.id, outside.id}
    said = sentences.not_assessable(1, "no contrast agent 1", counted=True)
    assert html.escape(said) in html_of(app)


def test_where_all_are_assessable_nothing_is_said_of_it(open_app, store):
    store.save(some_record(1))
    assert "ll-outside" not in html_of(open_app("cohort"))
