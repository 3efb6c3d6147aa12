import numpy as np

from core.attribution.series_heat import SeriesHeat
from core.dicom.reference_mask import ReferenceMask
from core.errors import UsageError
from core.preprocessing import SliceGrid
from dashboard.screens.explain import model_facts, sentences, whole_series, work
from dashboard.state.explanations import Answer, Asked, Question
from dashboard.state.model_facts import ModelFacts
from tests.dashboard.tiny_case import CARD, session_with
from tests.pages.conftest import components_of, html_of
from tests.pages.explain_page import asked, judged, settle

__all__ = ["asked", "judged"]


def test_before_a_series_is_open(open_app):
    assert "No series is open" in html_of(open_app("explain"))


def test_the_slice_in_view_is_explained_for_the_malignant_class_first(open_app, asked, judged):
    app = open_app("explain", session_with())
    assert asked == [(3, "grad_cam", "malignant", {}, 0, False)]
    assert judged == [(3, 3, False)]
    drawn = html_of(app)
    assert "Slice 4: bright regions raise the malignant-looking score." in drawn
    assert "<b>0.94</b>" in drawn
    assert "1 passed · 1 doubtful · 1 failed" in drawn
    assert "The reading of pointing_game." in drawn
    assert sentences.what_a_heatmap_is() in drawn
    assert components_of(app)


def test_another_target_method_or_setting_is_another_heatmap_and_none_is_computed_twice(
    open_app, asked, judged
):
    app = open_app("explain", session_with())
    app.segmented_control(key="explain-target").set_value("lesion").run()
    app.button(key="explain-use-occlusion").click().run()
    app.number_input(key="explain-occlusion-window").set_value(16).run()
    app.button(key="explain-use-grad_cam").click().run()
    app.segmented_control(key="explain-target").set_value("malignant").run()
    assert [call[1:4] for call in asked] == [
        ("grad_cam", "malignant", {}),
        ("grad_cam", "lesion", {}),
        ("occlusion", "lesion", {}),
        ("occlusion", "lesion", {"window": 16}),
    ]


def test_smoothing_is_for_methods_that_take_gradients(open_app, asked, judged):
    app = open_app("explain", session_with())
    app.number_input(key="explain-smooth").set_value(8).run()
    app.button(key="explain-use-occlusion").click().run()
    assert [call[4] for call in asked] == [0, 8, 0]


def test_after_an_analysis_the_heat_is_held_against_its_outlines(open_app, asked, judged):
    app = open_app("explain", session_with(analysed=True))
    assert asked == [(3, "grad_cam", "malignant", {}, 0, True)]
    assert sentences.measured_against("the outlines of the analysis") in html_of(app)


def test_a_reference_mask_is_measured_on_without_a_new_heatmap(open_app, asked, judged):
    session = session_with(analysed=True)
    app = open_app("explain", session)
    codes = np.zeros(session.opened.series.volume.shape, np.uint8)
    session.opened.reference = ReferenceMask("radiologist.nii.gz", codes)
    app.run()
    assert len(asked) == 1
    assert len(judged) == 2
    assert "the reference mask radiologist.nii.gz." in html_of(app)


def test_the_full_check_is_made_on_a_button(open_app, asked, judged):
    app = open_app("explain", session_with())
    assert "ll-left" in html_of(app)
    app.button(key="explain-check").click().run()
    settle(app)
    assert [call[1] for call in judged] == [3, 8]
    assert "The reading of deletion_auc." in html_of(app)
    assert len(app.get("plotly_chart")) == 2
    assert "explain-check" not in [button.key for button in app.button]


def test_what_a_model_cannot_do_is_greyed_with_its_reason_and_the_others_stay(
    open_app, asked, judged, monkeypatch
):
    reasons = {"deeplift": "This network uses one activation twice."}
    monkeypatch.setattr(model_facts, "find", lambda _model: ModelFacts((), reasons))
    app = open_app("explain", session_with())
    assert app.button(key="explain-use-deeplift").disabled
    assert not app.button(key="explain-use-saliency").disabled
    assert "This network uses one activation twice." in html_of(app)


def test_what_cannot_be_explained_is_one_sentence_and_is_not_tried_again(
    open_app, judged, monkeypatch
):
    tried = []

    def refuse(*_args, **_options):
        tried.append(1)
        raise UsageError("no layer of this network holds a map of the slice: choose another.")

    monkeypatch.setattr(work, "explain", refuse)
    monkeypatch.setattr(model_facts, "find", lambda _model: ModelFacts((), {}))
    app = open_app("explain", session_with())
    settle(app)
    assert "no layer of this network holds a map of the slice" in html_of(app)
    assert components_of(app)
    assert tried == [1]


def test_methods_side_by_side_are_computed_one_after_another(open_app, asked, judged):
    session = session_with()
    app = open_app("explain", session)
    app.pills(key="explain-beside").set_value(["saliency", "occlusion"]).run()
    settle(app)
    settle(app)
    assert [call[1] for call in asked] == ["grad_cam", "saliency", "occlusion"]
    assert session.explaining.beside == ("saliency", "occlusion")


def test_grad_cam_of_all_slices_is_made_once_and_only_for_grad_cam(
    open_app, asked, judged, monkeypatch
):
    calls = []

    def series_grad_cam(model, series, target, *, layer, progress, cancel):
        calls.append((target, layer))
        grid = SliceGrid.for_series(series, model.preprocessing)
        maps = np.ones((6, 2, 2), np.float32)
        return SeriesHeat(target, maps, grid, 1.0, {"full_scale_logits": 4.0})

    monkeypatch.setattr(whole_series, "series_grad_cam", series_grad_cam)
    app = open_app("explain", session_with())
    app.button(key="explain-all").click().run()
    settle(app)
    assert calls == [("malignant", "")]
    assert sentences.all_slices_are_explained(6) in [c.value for c in app.caption]
    app.button(key="explain-use-saliency").click().run()
    assert "explain-all" not in [button.key for button in app.button]


def test_the_known_network_is_really_explained_by_occlusion(open_app):
    session = session_with(analysed=True)
    session.explaining.method = "occlusion"
    app = open_app("explain", session)
    settle(app)
    # Covering the malignant block turns the known network's answer: the heat lies there.
    assert "of the heat lies" in html_of(app)
    assert "raises the malignant-looking score" in html_of(app)
    asked = Asked(Question(CARD.sha256, 3, "occlusion", "malignant"), "analysis")
    assert isinstance(session.opened.explanations.get(asked), Answer)
