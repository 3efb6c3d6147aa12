import pytest

from core.errors import UsageError
from core.worklist.keep_days import VARIABLE, keep_days
from tests.core.refused import refused


@pytest.mark.parametrize(
    ("told", "days"), [("", None), ("off", None), (" 30 ", 30), ("1", 1), ("36500", 36500)]
)
def test_days_or_for_ever(told, days):
    assert keep_days({VARIABLE: told}) == days
    assert keep_days({}) is None


@pytest.mark.parametrize("told", ["0", "-1", "1.5", "two", "36501", "\u0663", "9" * 5000, "nan"])
def test_anything_else_is_a_sentence(told):
    with refused(UsageError, "no_count_of_days", VARIABLE):
        keep_days({VARIABLE: told})
