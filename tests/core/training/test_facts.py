import pytest

from core.errors import UsageError
from core.training.facts import check_facts, with_limits
from tests.coded import raises


def test_facts_are_taken_as_they_are():
    facts = {"summary": "a", "limits": ["b", "c"], "data_origin": "d", "scanner": {"kVp": 120}}
    assert check_facts(facts, "f.json") == facts


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"sha256": "0"}, "facts_are_measured", "sha256"),
        ({"limits": [], "metrics": {}}, "facts_are_measured", "metrics"),
        ({"summary": ["a"]}, "fact_is_no_text", "summary"),
        ({"limits": {"a": 1}}, "fact_is_no_list", "limits"),
        ({"fails_on": [1]}, "fact_is_no_list", "fails_on"),
    ],
)
def test_facts_that_no_card_holds(facts, code, field):
    with raises(UsageError, code, "f.json", field):
        check_facts(facts, "f.json")


def test_limits_that_training_found_come_first():
    assert with_limits({"limits": "told"}, ["found"]) == {"limits": ["found", "told"]}
    assert with_limits({"limits": ["told"], "licence": "x"}, []) == {
        "limits": ["told"],
        "licence": "x",
    }
    assert with_limits({}, []) == {}
