import pytest

from core.cluster import sentences
from tests.core.every_sentence import check, functions_in, says_what_to_do

#: They tell what happens; nothing has to be done.
NEWS = {
    "worker_lost",
    "task_failed",
    "stopping",
    "dashboard_at",
    "dashboard_without_bokeh",
}


@pytest.mark.parametrize("function", functions_in(sentences), ids=lambda one: one.__name__)
def test_each_sentence(function):
    made = check(function)
    assert made.code in NEWS or says_what_to_do(made)
