import html
import json
from datetime import date

import pytest

from core.vocabulary.patient import REASON_WORDS, reason_words
from core.worklist import Store
from dashboard.screens.cohort import sentences
from dashboard.services import worklist_store
from dashboard.state.session import Session
from tests.core.worklist.made_records import some_record
from tests.pages.conftest import components_of, html_of
from tools.benchmarks.many_records import fill, made_up


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


def test_where_no_series_counts_it_says_why_and_what_to_do(open_app, store):
    outside = store.save(some_record(1, category="not_assessable", reasons=("non_contrast",)))
    app = open_app("cohort")
    assert html.escape(sentences.nothing_to_draw(1)) in html_of(app)
    assert html.escape(sentences.what_to_do("non_contrast")) in html_of(app)
    assert "<dt>No contrast agent: 1</dt>" in html_of(app)
    assert not app.get("plotly_chart")
    app.date_input(key="cohort-since").set_value(date(2025, 6, 1)).run()
    assert [one.value for one in app.info] == [sentences.no_series_fits()]
    click(app, "Clear")
    app.toggle(key="cohort-outside").set_value(True).run()
    assert not app.info
    assert points(app) == {outside.id}


def test_a_series_that_does_not_count_is_in_the_table_and_its_record_beside_it(open_app, store):
    arterial = store.save(some_record(1, category="not_assessable", reasons=("arterial", "noise")))
    silent = store.save(some_record(2, category="not_assessable", reasons=()))
    session = Session()
    app = open_app("cohort", session)
    (table,) = [json.loads(one.proto.json) for one in components_of(app)]
    assert {row["id"]: row["cells"][2]["text"] for row in table["rows"]} == {
        arterial.id: reason_words(("arterial", "noise")),
        silent.id: sentences.not_stated(),
    }
    assert arterial.pseudonym not in html_of(app)
    session.listing.picked = arterial.id
    app.run()
    assert not app.exception
    assert arterial.pseudonym in html_of(app)
    assert "Open in Review" in [b.label for b in app.button]


def test_every_reason_has_something_to_do():
    assert all(sentences.what_to_do(code) for code in REASON_WORDS)


def test_where_all_are_assessable_nothing_is_said_of_it(open_app, store):
    store.save(some_record(1))
    assert "ll-outside" not in html_of(open_app("cohort"))


def click(app, label: str) -> None:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception


def test_it_is_filtered_by_date_risk_and_category_and_stays_so(open_app, store):
    early = store.save(some_record(1, p_malignant=0.9, study_date=date(2024, 1, 1)))
    late = store.save(some_record(2, p_malignant=0.2, category="benign"))
    app = open_app("cohort")
    app.date_input(key="cohort-since").set_value(date(2025, 1, 1)).run()
    assert points(app) == {late.id}
    click(app, "Clear")
    assert points(app) == {early.id, late.id}
    app.slider(key="cohort-risk").set_range(0.5, 1.0).run()
    assert points(app) == {early.id}
    assert "<b>1 series of 1 subject</b>" in html_of(app)
    click(app, "Clear")
    app.multiselect(key="cohort-category").select("benign").run()
    assert drawn(app) == {"Benign-looking": 1}
    # The worklist is another question; this one is still asked when the person comes back.
    app.switch_page("../pages/worklist.py").run()
    assert "2 records" in html_of(app)
    app.switch_page("../pages/cohort.py").run()
    assert not app.exception
    assert app.multiselect(key="cohort-category").value == ["benign"]
    assert points(app) == {late.id}


def test_who_filters_by_not_assessable_sees_those(open_app, store):
    store.save(some_record(1))
    outside = store.save(some_record(2, category="not_assessable", reasons=("non_contrast",)))
    app = open_app("cohort")
    app.multiselect(key="cohort-category").select("not_assessable").run()
    assert points(app) == {outside.id}


def test_a_model_whose_last_record_has_gone_makes_room_for_another(open_app, store):
    session = Session()
    (first, *_) = two_models(store)
    app = open_app("cohort", session)
    assert session.cohort.model_name == "first"
    store.delete(first.id)
    store.delete(2)
    app.run()
    assert not app.exception
    assert session.cohort.model_name == "second"
    assert drawn(app) == {"Malignant-looking": 3}


def test_thousands_are_counted_and_no_record_is_read_whole(open_app, store, monkeypatch):
    fill(store, 6000)
    monkeypatch.setattr(type(store), "list", None)
    monkeypatch.setattr(type(store), "get", None)
    app = open_app("cohort")
    series = {one.series_digest for one in made_up(6000) if one.model_name == "first"}
    assert len(series) == 2000
    app.toggle(key="cohort-outside").set_value(True).run()
    assert not app.exception
    assert "<b>2,000 series of 1,000 subjects</b>" in html_of(app)
    assert sum(drawn(app).values()) == 2000


def test_an_unusable_store_is_a_sentence(open_app, monkeypatch, tmp_path):
    place = tmp_path / "other.sqlite3"
    place.write_bytes(b"no database at all, but long enough " * 40)
    monkeypatch.setenv("LIVERLENS_STORE", str(place))
    worklist_store.try_again()
    app = open_app("cohort")
    assert "is not a worklist of LiverLens" in app.error[0].value
    assert not app.get("plotly_chart")
