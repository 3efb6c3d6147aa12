import pytest

from tools.studies.marked import put_between


def test_what_is_between_the_marks_is_replaced():
    page = "before <a> old </a> after <b> other </b>"
    assert put_between(page, "<a>", "</a>", r"new \1") == (
        "before <a>\n\nnew \\1\n\n</a> after <b> other </b>"
    )


@pytest.mark.parametrize("page", ["no marks", "only <a>", "only </a>", "</a> the wrong way <a>"])
def test_a_page_without_marks_is_not_passed_over(page):
    with pytest.raises(ValueError, match="no marks '<a>' and '</a>'"):
        put_between(page, "<a>", "</a>", "new")
