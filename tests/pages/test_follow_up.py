import html
import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from core.worklist import Store
from dashboard.components import sentences as common
from dashboard.screens.follow_up import lesion_table as page_table
from dashboard.screens.follow_up import sentences
from dashboard.services import worklist
from tests.core.known_network import MALIGNANT_HU
from tests.core.worklist.made_records import some_record
from tests.dashboard.tiny_case import CARD, finish
from tests.pages.conftest import components_of, html_of
from tests.pages.follow_up_page import (
    choose_open,
    panes_of,
    session_of,
    two_visits_of_anna,
)


@pytest.fixture(scope="module")
def two_visits():
    return two_visits_of_anna()


def lesion_table(app):
    (table,) = app.dataframe
    return table.value


def test_with_nothing_to_compare_it_says_what_to_do(open_app):
    drawn = html_of(open_app("follow_up"))
    assert "Two scans of one patient" in drawn


def test_two_open_series_of_one_patient(open_app, two_visits):
    session = session_of(*two_visits)
    app = choose_open(open_app("follow_up", session))
    drawn = html_of(app)
    assert "1 lesion followed, 0 new, 0 gone" in drawn
    assert "2 scans over 181 days" in drawn
    assert "Aligned by the outlines of the liver" in drawn
    assert "RECIST-style, liver only, not an assessment" in drawn
    row = lesion_table(app).iloc[0]
    assert row["State"] == "followed, target"
    # 144 and 240 pixels of 2.25 mm² on two slices of 5 mm.
    assert (row["First mL"], row["Last mL"]) == pytest.approx((3.24, 5.4))
    assert row["Δ mL %"] == pytest.approx(100 * (240 - 144) / 144)
    assert row["Days"] == 181
    assert row["Doubling, days"] == pytest.approx(181 * np.log(2) / np.log(240 / 144))
    assert row["Apart mm"] == pytest.approx(3.0, abs=2.5)
    charts = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    names = [trace.get("name") for chart in charts for trace in chart["data"]]
    assert {"1 (target)", "sum of targets", "liver mL", "burden %", "p(malignant)"} <= set(names)
    # Both scans in viewers that move as one; no series was moved, since nothing was clicked.
    earlier, later = panes_of(app)
    assert (earlier["title"], later["title"]) == ("Earlier · 2025-01-01", "Later · 2025-07-01")
    assert earlier["note"] == sentences.picked(1, f"{row['First mm']:.1f} mm", "3.2 mL")
    assert (earlier["lesionNames"], earlier["partners"]) == ({"1": "1"}, {"1": 1})
    assert earlier["spots"] == later["spots"] == []
    assert earlier["mask"] != later["mask"]
    # The patient lay 300 mm lower; the later frame is the shared one.
    assert later["frame"]["to_shared"][2] == [0.0, 0.0, 1.0, 0.0]
    middle = [48.0, 48.0, 15.0, 1.0]
    moved = np.array(earlier["frame"]["to_shared"]) @ middle
    assert moved == pytest.approx([48.0, 48.0, 315.0], abs=2.5)
    # Both show the block, at one scale: its longest diameter is that of the later scan.
    assert {earlier["jump"]["lesion"], later["jump"]["lesion"]} == {1}
    assert {earlier["jump"]["slice"], later["jump"]["slice"]} <= {3, 4}
    assert earlier["jump"]["size_mm"] == later["jump"]["size_mm"]
    assert later["jump"]["place_mm"][2] - earlier["jump"]["place_mm"][2] == pytest.approx(300.0)
    first, _ = session.shelf
    assert not first.position.was_left
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels[-2:] == ["Lesions (CSV)", "Everything (JSON)"]
    assert "Muster" not in drawn


def test_either_examination_opens_in_review(open_app, two_visits):
    session = session_of(*two_visits)
    app = choose_open(open_app("follow_up", session))
    next(b for b in app.button if b.label == "Open 2025-01-01 in Review").click().run()
    assert session.opened.tags.study_date == "20250101"
    assert components_of(app)


def test_a_picked_lesion_is_shown_in_place_of_the_first(open_app, two_visits, monkeypatch):
    """The later visit shows a second lesion, on the first slices with liver."""
    monkeypatch.setattr(page_table, "key_of", lambda _result: "lesions")
    volume = two_visits[1].volume.copy()
    volume[1:2, 40:50, 40:50] = MALIGNANT_HU
    session = session_of(two_visits[0], replace(two_visits[1], volume=volume))
    app = choose_open(open_app("follow_up", session))
    assert panes_of(app)[0]["note"].startswith("lesion 1:")
    row = list(lesion_table(app)["#"]).index(2)
    app.session_state["lesions"] = {"selection": {"cells": [[row, "Looks"]]}}
    app.run()
    earlier, later = panes_of(app)
    assert (earlier["note"], later["lesionNames"]["2"]) == (
        sentences.picked_not_found(2),
        sentences.is_new(2),
    )
    # Where it would be, 300 mm lower: on slice 1 at 5 mm.
    (spot,) = earlier["spots"]
    assert (spot["text"], spot["found"]) == (sentences.not_yet_found(2), False)
    assert spot["place_mm"][2] == pytest.approx(5.0, abs=2.5)
    assert (earlier["jump"]["slice"], later["jump"]["slice"]) == (1, 1)
    assert (earlier["jump"]["lesion"], later["jump"]["lesion"]) == (None, 2)


def saved(day: int, mm: float, **changes):
    """A record of one patient whose only lesion measures so many mm."""
    lesion = {
        "id": 1,
        "label": "malignant",
        "volume_ml": 4.0,
        "diameter_mm": mm,
        "short_axis_mm": mm,
        "centroid_mm": [0.0, 0.0, 0.0],
        "slice_largest": 12,
    }
    values = {
        "pseudonym": "ab" * 8,
        "study_date": date(2025, day, 1),
        "lesions": (lesion,),
        "cautions": (),
    }
    return some_record(day, **values | changes)


def test_a_patient_of_the_worklist_whose_series_are_not_open(open_app):
    store = Store.open()
    for day, mm in ((1, 20.0), (4, 13.0), (7, 19.0)):
        store.save(saved(day, mm))
    app = open_app("follow_up")
    drawn = html_of(app)
    assert "1 lesion followed" in drawn
    assert "3 scans over 181 days" in drawn
    # 20, 13, 19 mm: down by 35 %, then up by 46 % and 6 mm.
    assert "<b>partial response</b>" in drawn
    assert "<b>progressive disease</b>" in drawn
    assert "The position of the liver is not known" in drawn
    # The images of the first and the last were uploads.
    said = common.images_cannot_be_opened("2025-01-01 and 2025-07-01")
    assert html.escape(said) in drawn
    assert not components_of(app)
    (scans,) = app.multiselect
    scans.set_value(scans.value[:1]).run()
    assert [info.value for info in app.info] == [sentences.pick_two_scans()]


def test_records_without_dates_are_taken_in_the_order_of_picking(open_app):
    store = Store.open()
    store.save(saved(1, 20.0, study_date=None))
    store.save(saved(2, 30.0, study_date=None))
    drawn = html_of(open_app("follow_up"))
    assert sentences.pick_in_order() in drawn
    assert "the order is as you gave it" in drawn


def test_open_images_without_an_analysis_have_circles_and_a_way_to_outlines(open_app, two_visits):
    store = Store.open()
    session = session_of(*two_visits)
    for opened in session.shelf.open():
        worklist.save(opened.analysis(CARD))
    without = session_of(*two_visits, analysed=False)
    app = open_app("follow_up", without)
    assert store.count() == 2
    earlier, later = panes_of(app)
    assert (earlier["mask"], later["mask"]) == (None, None)
    assert [(spot["text"], spot["found"]) for spot in earlier["spots"]] == [("1", True)]
    # The boxes of the livers lie 300 mm apart.
    assert earlier["frame"]["to_shared"][2][3] == pytest.approx(300.0, abs=5.0)
    drawn = html_of(app)
    assert sentences.no_outlines("2025-01-01 and 2025-07-01") in drawn
    assert sentences.analyse_for_outlines() in drawn
    next(b for b in app.button if b.label == "Analyse both series").click().run()
    finish(without)
    app.run()
    assert all(pane["mask"] and not pane["spots"] for pane in panes_of(app))
    assert sentences.analyse_for_outlines() not in html_of(app)


def test_two_of_several_scans_are_chosen(open_app):
    store = Store.open()
    for day in (1, 4, 7):
        store.save(saved(day, 20.0))
    app = open_app("follow_up")
    earlier = next(b for b in app.selectbox if b.label == "Earlier images")
    assert earlier.options == ["2025-01-01", "2025-04-01"]
    earlier.set_value(1).run()
    later = next(b for b in app.selectbox if b.label == "Later images")
    assert later.options == ["2025-07-01"]
    said = common.images_cannot_be_opened("2025-04-01 and 2025-07-01")
    assert html.escape(said) in html_of(app)
