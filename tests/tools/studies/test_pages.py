"""The pages of docs/ hold the tables that the studies' results make, and no others."""

import pytest

from tools.studies import pages


@pytest.mark.parametrize("name", [pages.AGGREGATION, pages.EXPLANATIONS])
def test_a_page_holds_the_tables_of_the_results(name):
    written = (pages.DOCS / name).read_text(encoding="utf-8")
    assert written == pages.made()[name], "run `python -m tools.studies`"
