from pathlib import Path

import pytest

from core.comparison import check_names, choose_cards, sentences
from core.errors import UnknownModelError, UsageError
from core.models import ModelCard
from core.models.sentences import unknown_model


@pytest.fixture(autouse=True)
def two_cards(monkeypatch):
    cards = {
        name: ModelCard(name, "none", Path(file), "0" * 64, {})
        for name, file in (("first", "liver_final.pth"), ("second", "second.pth"))
    }
    monkeypatch.setattr("core.comparison.names.available_models", lambda: cards)


def test_cards_in_the_order_named_also_by_the_files_name():
    assert [card.name for card in choose_cards(["second", "liver_final"])] == ["second", "first"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], sentences.too_few_models(0, 2, 4)),
        (["a"], sentences.too_few_models(1, 2, 4)),
        (["a", "b", "a"], sentences.model_named_twice("a")),
        (["a", "b", "c", "d", "e"], sentences.too_many_models(5, 4)),
    ],
)
def test_too_few_too_many_and_twice(names, expected):
    with pytest.raises(UsageError) as refused:
        check_names(names)
    assert (refused.value.code, str(refused.value)) == (expected.code, expected)


def test_one_model_under_two_names_is_named_twice():
    with pytest.raises(UsageError) as refused:
        choose_cards(["first", "liver_final"])
    assert refused.value.args == (sentences.model_named_twice("first"),)


def test_an_unknown_model():
    with pytest.raises(UnknownModelError) as refused:
        choose_cards(["first", "vgg"])
    assert refused.value.args == (unknown_model("vgg", ["first", "second"]),)
