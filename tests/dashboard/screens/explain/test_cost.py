import pytest

from core.attribution import METHODS
from core.attribution.quality import MEASURES
from dashboard.screens.explain import cost
from dashboard.state.explanations import Question, Setting
from dashboard.state.heatmap_costs import Cost, HeatmapCosts
from tests.dashboard.tiny_case import MODEL, session_with

SHA = MODEL.weights_sha256


def question(method="saliency", **changes) -> Question:
    return Question(SHA, 3, method, "malignant", **changes)


@pytest.fixture
def session():
    session = session_with()
    session.heatmap_costs = HeatmapCosts()
    return session


def test_the_settings_count():
    assert cost.passes(question("integrated_gradients"), 64) == 52 + 10
    settings = (Setting("steps", 20),)
    assert cost.passes(question("integrated_gradients", settings=settings), 64) == 22 + 10
    assert cost.passes(question("saliency", smooth_samples=4), 64) == 4 + 4 * 4


def test_settings_that_cannot_be_used_cost_nothing():
    assert cost.passes(question("occlusion", settings=(Setting("window", -1),)), 64) == 0


def test_a_method_costs_what_its_settings_on_the_page_cost(session):
    session.heatmap_costs.tried(SHA, gradient=True, seconds=0.5)
    session.heatmap_costs.tried(SHA, gradient=False, seconds=0.01)
    saliency, occlusion = METHODS["saliency"], METHODS["occlusion"]
    assert cost.of_method(session, saliency, SHA, 64) == Cost(0.5 * 5, ran=False)
    session.explaining.smooth_samples = 4
    assert cost.of_method(session, saliency, SHA, 64) == Cost(0.5 * 20, ran=False)
    session.explaining.set_parameter("occlusion", "window", 32)
    session.explaining.set_parameter("occlusion", "stride", 32)
    found = cost.of_method(session, occlusion, SHA, 64)
    assert found.seconds == pytest.approx(0.01 * 2 * (1 + 4))


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.01, "0.1 s"), (0.44, "0.4 s"), (9.96, "10 s"), (75, "1:15 min")]
)
def test_seconds_in_words(seconds, words):
    assert cost.seconds_in_words(seconds) == words


def test_in_words_it_says_what_it_goes_by():
    assert cost.in_words(None).code == "cost_unknown"
    assert cost.in_words(Cost(2.0, ran=True)).code == "cost_when_it_ran"
    assert cost.in_words(Cost(2.0, ran=False)).code == "cost_of_its_passes"


def test_tests_cost_scored_slices_or_maps(session):
    def seconds(name, method="saliency"):
        return cost.of_measure(session, question(method), 64, [MEASURES[name]])

    assert seconds("infidelity") is None
    session.heatmap_costs.tried(SHA, gradient=False, seconds=0.01)
    assert seconds("infidelity") == pytest.approx(0.01 * MEASURES["infidelity"].steps)
    assert seconds("randomisation") is None
    for _ in range(2):  # the first run warms up
        session.heatmap_costs.ran(SHA, "saliency", 5, 1.0, gradient=True)
    assert seconds("randomisation") == pytest.approx(6 * 1.0)
    # Random weights are scored by PyTorch, which was not timed.
    assert seconds("randomisation", "occlusion") is None
    assert cost.of_measure(session, question(), 64, MEASURES.values()) > 6.0
    assert cost.measure_in_words(None).code == "cost_unknown"
    assert cost.measure_in_words(2.0).code == "cost_of_a_test"
