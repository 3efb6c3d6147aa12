from pathlib import Path

import pytest

from core.comparison import check_names, choose_cards
from core.errors import UnknownModelError, UsageError
from core.models import ModelCard


@pytest.fixture(autouse=True)
def two_cards(monkeypatch):
    cards = {
        name: ModelCard(name, "none", Path(file), "0" * 64, {})
        for name, file in (("first", "liver_final.pth"), ("second", "second.pth"))
    }
    monkeypatch.setattr("core.comparison.names.available_models", lambda: cards)


def test_in_the_order_named_and_by_the_files_name_too():
    assert [card.name for card in choose_cards(["second", "liver_final"])] == ["second", "first"]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "^0 models were named: name 2 to 4 to compare.$"),
        (["a"], "^1 model was named: name 2 to 4 to compare.$"),
        (["a", "b", "a"], "^the model a is named twice: name each once.$"),
        (["a", "b", "c", "d", "e"], "^5 models were named: name at most 4 to compare.$"),
    ],
)
def test_too_few_too_many_and_twice(names, sentence):
    with pytest.raises(UsageError, match=sentence):
        check_names(names)


def test_one_model_under_two_names_is_named_twice():
    with pytest.raises(UsageError, match="the model first is named twice"):
        choose_cards(["first", "liver_final"])


def test_an_unknown_one():
    with pytest.raises(UnknownModelError, match=r"no model named 'vgg': there are first, second\."):
        choose_cards(["first", "vgg"])
