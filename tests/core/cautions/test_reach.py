import pytest

from core.cautions import Reach
from core.models import available_models


def test_a_card_that_is_silent_was_made_of_portal_venous_slices():
    reach = Reach.from_card({})
    assert reach == Reach(("portal",), None, 1.5, None, None)
    assert reach.has_phase("portal-venous")
    assert not reach.has_phase("non-contrast")


def test_what_a_card_says():
    card = {
        "assessable_phases": ["portal", "arterial"],
        "reach": {
            "noise": {"limit_hu": 18.5, "pixel_mm": 1.2},
            "thickness": {"least_mm": 1.0, "most_mm": 5.0},
            "kernels": {"names": ["B30f"]},
        },
    }
    reach = Reach.from_card(card)
    assert reach == Reach(("portal", "arterial"), 18.5, 1.2, (1.0, 5.0), ("B30f",))
    assert reach.has_phase("arterial")
    # Neither is a phase of its own on a card.
    assert not reach.has_phase("unclear")
    assert not reach.has_phase("dark liver")


@pytest.mark.parametrize(
    "section",
    [
        None,
        [],
        "much",
        {"noise": None, "thickness": 3, "kernels": "B30f"},
        {"noise": {"limit_hu": float("nan")}, "thickness": {"least_mm": 1.0}},
        {"noise": {"limit_hu": True}, "kernels": {"names": []}},
        {"noise": {"measured": "not measured"}, "thickness": {"measured": "not measured"}},
    ],
)
def test_nonsense_and_what_was_not_measured_set_no_limit(section):
    assert Reach.from_card({"reach": section}) == Reach()


def test_no_phase_at_all_is_a_statement():
    assert Reach.from_card({"assessable_phases": []}).phases == ()


@pytest.mark.parametrize("name", sorted(available_models()))
def test_every_shipped_card_says_what_it_was_measured_at(name):
    card = available_models()[name].card
    reach = Reach.from_card(card)
    assert reach.phases == ("portal",)
    assert 15 < reach.noise_hu < 25
    assert card["reach"]["noise"]["n_subjects"] >= 30
    # The training files state neither.
    assert (reach.thickness_mm, reach.kernels) == (None, None)
    assert card["reach"]["thickness"]["measured"] == "not measured"
