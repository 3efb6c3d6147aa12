import pytest

from core.attribution import METHODS, Layer
from dashboard.screens.explain import sentences
from dashboard.screens.explain.chooser import short_reference, words_html
from dashboard.screens.explain.settings import in_words, layer_name
from dashboard.state.explain_choice import Choice
from dashboard.state.heatmap_costs import Cost


@pytest.mark.parametrize(
    ("reference", "short"),
    [
        ("Sundararajan, Taly, Yan: Axiomatic. ICML 2017", "Sundararajan et al. ICML 2017"),
        ("Lundberg, Lee: Unified. NeurIPS 2017; Erion: B. C 2021", "Lundberg & Lee NeurIPS 2017"),
        ("Adebayo et al.: Checks. NeurIPS 2018", "Adebayo et al. NeurIPS 2018"),
        ("no colon here", "no colon here"),
    ],
)
def test_references_in_short(reference, short):
    assert short_reference(reference) == short


def test_a_method_says_what_it_shows_what_it_costs_and_where_it_comes_from():
    for method in METHODS.values():
        assert method.summary and short_reference(method.reference)
    drawn = words_html(METHODS["saliency"], Cost(0.44, ran=True))
    assert METHODS["saliency"].summary in drawn
    assert sentences.cost_when_it_ran("0.4 s") in drawn
    assert "Simonyan et al. ICLR workshop 2014" in drawn
    assert sentences.cost_unknown() in words_html(METHODS["saliency"], None)


def test_changed_settings_are_counted():
    choice = Choice(method="occlusion", smooth_samples=8)
    assert in_words(choice) == "Settings"  # occlusion can't be smoothed
    choice.set_parameter("occlusion", "window", 24)  # the default
    choice.set_parameter("occlusion", "stride", 6)
    assert in_words(choice) == "Settings · 1 changed"
    choice.method = "saliency"
    assert in_words(choice) == "Settings · 1 changed"


def test_layers_for_a_person():
    layers = (Layer("encoder.model.blocks.4", 16, 96, (16, 16)),)
    assert layer_name(layers, "") == "Finest that tells where"
    assert layer_name(layers, "deepest") == "Deepest"
    assert layer_name(layers, "encoder.model.blocks.4") == "encoder.model.blocks.4 · 16 × 16"
    assert layer_name((), "gone") == "gone"
