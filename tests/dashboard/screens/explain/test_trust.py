import numpy as np

from core.attribution.quality import MEASURES
from dashboard.screens.explain import sentences
from dashboard.screens.explain.curves import randomisation_figure, removal_figure
from dashboard.screens.explain.trust import figure, summary, trust_html
from tests.dashboard.screens.explain.made import measure, quality


def test_lights_are_counted_not_averaged():
    items = [measure(light=light) for light in ("green", "red", "green", "none")]
    assert summary(items) == "2 passed · 1 failed"
    assert summary([measure(light="none")]) == "No test has an answer on this slice."


def test_figures_by_their_unit():
    assert figure(measure()) == "0.18"
    assert figure(measure(unit="share of the heat")) == "18%"
    assert figure(measure(value=None)) == ""


def test_each_test_has_its_sign_figure_and_sentence_and_the_rest_their_question():
    drawn = trust_html(
        quality(measure(reading="p < 0.5 & falls.")), "the outlines", lambda kind: f"{kind.steps} s"
    )
    assert "ll-light-green" in drawn and 'aria-label="passed"' in drawn
    assert "p &lt; 0.5 &amp; falls." in drawn
    assert drawn.count("ll-left") == len(MEASURES) - 1
    assert f'title="{MEASURES["infidelity"].steps} s"' in drawn
    assert sentences.measured_against("the outlines") in drawn


def test_curves_are_drawn_where_they_were_measured():
    curve = (np.array([0.0, 0.5, 1.0]), np.array([0.9, 0.2, 0.1]))
    assert removal_figure(quality(measure())) is None
    assert randomisation_figure(quality(measure())) is None
    drawn = removal_figure(quality(measure(curve=curve)))
    assert list(drawn.data[0].y) == [0.9, 0.2, 0.1]
    assert drawn.data[0].name == "Deletion, area 0.18"
    stages = {"stages": ["head", "decoder"]}
    drawn = randomisation_figure(quality(measure("randomisation", curve=curve, details=stages)))
    assert list(drawn.data[0].customdata) == ["as trained", "head", "decoder"]
