from pathlib import Path

from core.models import ModelCard
from core.models.classical import CLASSICAL_BASELINE
from dashboard.screens.compare import choice
from tests.dashboard.screens.compare.two_models import CARDS, OTHER_CARD, two_model_session
from tests.dashboard.tiny_case import CARD


def card(name: str, backbone: str = "resnet18") -> ModelCard:
    return ModelCard(name, backbone, Path(f"{name}.pth"), f"sha-{name}", {})


def test_at_first_the_model_in_use_and_the_next():
    session = two_model_session(analysed=0)
    assert choice.first_choice(session, session.opened) == [CARD.name, OTHER_CARD.name]


def test_networks_come_before_the_classical_baseline():
    session = two_model_session(analysed=0)
    baseline = card("baseline", CLASSICAL_BASELINE)
    session.cards = {CARD.name: CARD, "baseline": baseline, "net": card("net")}
    assert choice.first_choice(session, session.opened) == [CARD.name, "net"]


def test_those_that_have_analysed_the_series_come_first():
    session = two_model_session(analysed=2)
    session.cards = {"net": card("net"), **CARDS}
    session.card = session.cards["net"]
    assert choice.first_choice(session, session.opened) == [CARD.name, OTHER_CARD.name]


def test_missing_are_those_without_an_analysis():
    session = two_model_session(analysed=1)
    assert choice.missing(session.opened, list(CARDS.values())) == [OTHER_CARD]


def test_each_class_has_its_grad_cam_the_worst_first():
    assert list(choice.GRAD_CAM.values()) == ["malignant", "benign", "normal"]
