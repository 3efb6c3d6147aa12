"""What the Explain page shows while something is computed: bar, time, cancel, colour scale."""

import re
import threading
from dataclasses import replace

from core.errors import Cancelled
from dashboard.screens.explain import model_facts, refine, sentences, work
from dashboard.state.explanations import Asked, Question
from dashboard.state.heatmap_costs import HeatmapCosts
from dashboard.state.model_facts import ModelFacts
from tests.dashboard.tiny_case import CARD, DEADLINE, session_with
from tests.pages.conftest import components_of, html_of
from tests.pages.explain_page import asked, explanation, judged, settle, settle_answer

__all__ = ["asked", "judged"]


def test_a_slow_method_can_be_cancelled_and_asked_for_again(open_app, judged, monkeypatch):
    go_on = threading.Event()

    def explain(method, _model, series, index, target, *, cancel, **_options):
        while not go_on.is_set():
            if cancel.wait(0.02):
                raise Cancelled("cancelled")
        return explanation(method, series, index, target)

    monkeypatch.setattr(work, "explain", explain)
    monkeypatch.setattr(model_facts, "find", lambda _model: ModelFacts((), {}))
    app = open_app("explain", session_with())
    assert components_of(app)
    assert app.get("progress")[0].proto.value == 0
    app.button(key="cancel-Grad-CAM").click().run()
    assert sentences.slice_was_cancelled("Grad-CAM") in html_of(app)
    assert not app.get("progress")
    go_on.set()
    app.button(key="explain-again").click().run()
    settle(app)
    assert "bright regions raise" in html_of(app)


def test_a_bar_says_how_far_it_is_and_how_long_it_takes(open_app, judged, monkeypatch):
    reported, go_on = threading.Event(), threading.Event()

    def explain(method, _model, series, index, target, *, progress, **_options):
        progress(0, 4)
        progress(1, 4)
        reported.set()
        assert go_on.wait(DEADLINE)
        return explanation(method, series, index, target)

    monkeypatch.setattr(work, "explain", explain)
    monkeypatch.setattr(model_facts, "find", lambda _model: ModelFacts((), {}))
    session = session_with()
    session.heatmap_costs = HeatmapCosts()
    for _ in range(2):  # One pass, which took an hour; the first run warms up.
        session.heatmap_costs.ran(CARD.sha256, "grad_cam", 1, 3600.0, gradient=True)
    app = open_app("explain", session)
    assert reported.wait(DEADLINE)
    app.run()
    (bar,) = app.get("progress")
    assert bar.proto.value == 25
    assert re.fullmatch(r"Grad-CAM: 25%, (59:\d\d|60:00) min left", bar.proto.text)
    go_on.set()
    settle(app)
    assert "bright regions raise" in html_of(app)
    assert not app.get("progress")


def test_what_is_cancelled_is_gone_at_once_even_while_the_network_is_busy(
    open_app, judged, monkeypatch
):
    go_on = threading.Event()

    def explain(*_args, **_options):
        assert go_on.wait(DEADLINE)  # a last pass, which nothing can interrupt
        raise Cancelled("cancelled")

    monkeypatch.setattr(work, "explain", explain)
    monkeypatch.setattr(model_facts, "find", lambda _model: ModelFacts((), {}))
    app = open_app("explain", session_with())
    app.button(key="cancel-Grad-CAM").click().run()
    assert sentences.slice_was_cancelled("Grad-CAM") in html_of(app)
    assert "cancel-Grad-CAM" not in [button.key for button in app.button]
    go_on.set()


def test_the_colour_scale_is_estimated_at_first_and_refined_behind(open_app, judged, monkeypatch):
    go_on = threading.Event()

    def explain(method, _model, series, index, target, **_options):
        made = explanation(method, series, index, target, scale=2.0, scale_estimated_from=2)
        return replace(made, parameters={"unit": "logits"})

    def series_scale(*_args, **_options):
        assert go_on.wait(DEADLINE)
        return 4.0

    monkeypatch.setattr(work, "explain", explain)
    monkeypatch.setattr(refine, "series_scale", series_scale)
    monkeypatch.setattr(model_facts, "find", lambda _model: ModelFacts((), {}))
    session = session_with()
    session.explaining.method = "saliency"
    app = open_app("explain", session)
    settle_answer(session, app)
    assert sentences.full_colour_estimated("2, in logits", 2) in html_of(app)
    go_on.set()
    settle(app)
    assert sentences.full_colour("4, in logits") in html_of(app)
    asked = Asked(Question(CARD.sha256, 3, "saliency", "malignant"), "slice")
    # Ones on a scale of 4: a quarter of full colour.
    assert session.opened.explanations.get(asked).volume.max() == 64


def test_costs_are_seconds_on_this_machine(open_app, asked, judged):
    session = session_with()
    session.heatmap_costs = HeatmapCosts()
    app = open_app("explain", session)
    assert sentences.cost_unknown() in html_of(app)
    session.heatmap_costs.tried(CARD.sha256, gradient=True, seconds=0.25)
    app.run()
    # Five passes of Saliency; 52 and 10 of Integrated Gradients.
    assert sentences.cost_of_its_passes("1.2 s") in html_of(app)
    assert sentences.cost_of_its_passes("16 s") in html_of(app)
