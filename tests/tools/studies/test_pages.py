"""The pages of docs/ hold the tables that the studies' results and the vocabulary make."""

import pytest

from tools.studies import pages


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages.made()


@pytest.mark.parametrize(
    "name", [pages.AGGREGATION, pages.EXPLANATIONS, pages.MEASUREMENTS, pages.CONDITIONS]
)
def test_a_page_holds_the_tables_that_are_made(name, made):
    written = (pages.DOCS / name).read_text(encoding="utf-8")
    assert written == made[name], "run `python -m tools.studies`"
