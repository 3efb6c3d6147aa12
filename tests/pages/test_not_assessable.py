"""Every page that carries a category, for a series that is not assessable."""

import json
from datetime import date

import pytest

from core.labels import COLOURS
from dashboard.services import worklist_store
from tests.core.known_network import hu_series
from tests.core.worklist.made_records import some_record
from tests.dashboard.tiny_case import session_with, tiny_analysis, tiny_series
from tests.pages.conftest import components_of, html_of

GREEN = COLOURS["normal"]
WHY = "another part of the body"
OUTSIDE = "outside the model's reach"


@pytest.fixture
def session():
    """A head, with a malignant-looking block outlined on it."""
    series = tiny_series(body_part="HEAD")
    session = session_with(series)
    session.opened.keep(tiny_analysis(series))
    return session


def viewer_data(app) -> dict:
    """What the viewer of the page was sent."""
    sent = [json.loads(one.proto.json) for one in components_of(app) if one.proto.json]
    return next(data for data in sent if data.get("findings"))


def test_review_has_it_as_the_headline(open_app, session):
    findings = viewer_data(open_app("review", session))["findings"]
    assert (findings["headline"], findings["why"]) == ("Not assessable", WHY)
    assert (findings["is_outside"], findings["outside"]) == (True, OUTSIDE)
    assert findings["colour"] == COLOURS["not_assessable"]
    assert len(findings["lesions"]) == 1


def test_the_bar_says_it_and_why_instead_of_the_start_of_a_sentence(open_app, session):
    app = open_app("review", session)
    labels = [block.proto.popover.label for block in app.get("popover")]
    assert f"Not assessable: {WHY}" in labels


def test_the_risk_page_greys_the_scores(open_app, session):
    app = open_app("risk", session)
    drawn = html_of(app)
    assert f'<h1 style="color:{COLOURS["not_assessable"]}">Not assessable</h1>' in drawn
    assert f'<p class="ll-why">{WHY}</p>' in drawn
    assert OUTSIDE in drawn
    assert '<div class="ll-greyed"><div class="ll-scores">' in drawn
    # The category of each of the five rules.
    assert drawn.count(">Not assessable</span>") == 5
    assert f'style="color:{GREEN}"' not in drawn


def test_the_risk_page_of_an_assessable_series_marks_nothing(open_app):
    drawn = html_of(open_app("risk", session_with(analysed=True)))
    assert "ll-greyed" not in drawn
    assert OUTSIDE not in drawn


def test_explain_greys_the_scores_of_the_slice(open_app, session):
    drawn = html_of(open_app("explain", session))
    assert OUTSIDE in drawn
    assert '<div class="ll-greyed"><div class="ll-scores">' in drawn


def test_the_worklist_lists_it_and_says_why(open_app):
    store = worklist_store.available()
    record = store.save(
        some_record(1, category="not_assessable", reasons=("arterial",), needs_review=False)
    )
    app = open_app("worklist")
    (table,) = components_of(app)
    (row,) = json.loads(table.proto.json)["rows"]
    assert row["id"] == record.id
    category = next(cell for cell in row["cells"] if cell["text"] == "Not assessable")
    assert category["hint"] == "arterial phase"
    assert category["swatch"] == COLOURS["not_assessable"]


def test_the_cohort_shows_the_record_with_its_reason(open_app):
    store = worklist_store.available()
    record = store.save(
        some_record(1, category="not_assessable", reasons=("noise",), needs_review=False)
    )
    app = open_app("cohort")
    app.session_state["liverlens"].listing.picked = record.id
    app.toggle(key="cohort-outside").set_value(True).run()
    drawn = html_of(app)
    assert f'<h2 style="color:{COLOURS["not_assessable"]}">Not assessable</h2>' in drawn
    assert "more noise than the model was measured at" in drawn
    assert OUTSIDE in drawn


@pytest.fixture
def three_scans():
    """A patient whose middle scan has no contrast agent."""
    store = worklist_store.available()
    for number, (reasons, mm) in enumerate([((), 20.0), (("non_contrast",), 60.0), ((), 22.0)], 1):
        lesion = {
            "id": 1,
            "label": "malignant",
            "diameter_mm": mm,
            "volume_ml": 4.0,
            "centroid_mm": [0.0, 0.0, 0.0],
        }
        store.save(
            some_record(
                number,
                pseudonym="a" * 16,
                study_date=date(2025, number, 1),
                category="not_assessable" if reasons else "malignant",
                reasons=reasons,
                lesions=(lesion,),
            )
        )


@pytest.mark.usefixtures("three_scans")
def test_the_follow_up_sums_without_it_until_asked_for(open_app):
    app = open_app("follow_up")
    drawn = html_of(app)
    assert "Not assessable: 1 of 3 scans</h1>" in drawn
    assert "no contrast agent" in drawn
    assert f"0 new, 0 gone, {OUTSIDE}" in drawn.replace("&#x27;", "'")
    assert "Sum of targets 20.0 → 22.0 mm" in drawn
    assert "<td>–</td><td>Not assessable: no contrast agent</td>" in drawn
    app.toggle(key="follow-up-outside").set_value(True).run()
    assert "<td>60.0</td>" in html_of(app)


def test_the_follow_up_of_assessable_scans_has_no_switch(open_app):
    store = worklist_store.available()
    for number in (1, 2):
        store.save(some_record(number, pseudonym="b" * 16, lesions=()))
    app = open_app("follow_up")
    assert "follow-up-outside" not in [toggle.key for toggle in app.toggle]
    assert "Not assessable" not in html_of(app)


def test_review_and_risk_mark_sizes_that_cannot_be(open_app):
    series = hu_series(tiny_series().volume, (600.0, 1.5, 1.5))
    session = session_with(series)
    session.opened.keep(tiny_analysis(series))
    words = f"{OUTSIDE}; sizes can't be trusted"
    data = viewer_data(open_app("review", session))
    assert (data["findings"]["why"], data["findings"]["outside"]) == (
        "no image of a liver has such sizes",
        words,
    )
    assert data["sizes"] == "Sizes can't be trusted"
    drawn = html_of(open_app("risk", session))
    assert f'<p class="ll-outside">{words}</p>' in drawn
    # Five slices of 3,600 mm² and 600 mm are 10,800 mL; two of them with 324 mm² of lesion, 389 mL.
    assert f"Lesions <span>liver 10,800 mL, burden 3.6 % · {words}</span>" in drawn
