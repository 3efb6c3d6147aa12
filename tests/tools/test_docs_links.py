from __future__ import annotations

import pytest

from tools.docs_links import ROOT_PAGES, linked


@pytest.mark.parametrize(
    ("link", "page", "written_in", "expected"),
    [
        # From a file of the root to a page, and from a page to a file of the root.
        ("[Training](docs/training.md)", "contributing.md", "", "[Training](training.md)"),
        ("[Threats](../THREATS.md#a)", "app.md", "docs", "[Threats](threats.md#a)"),
        ("[it](measurements.md#x)", "app.md", "docs", "[it](measurements.md#x)"),
        # Source files have no page.
        ("[grid.py](../core/grid.py)", "app.md", "docs", "`core/grid.py`"),
        ("[how](../core/grid.py)", "app.md", "docs", "how (`core/grid.py`)"),
        ("[timm](https://a.b/c)", "app.md", "docs", "[timm](https://a.b/c)"),
        ("![still](review.png)", "app.md", "docs", "![still](review.png)"),
    ],
)
def test_links_lead_somewhere_on_the_site(link, page, written_in, expected):
    assert linked(f"See {link}.", page, written_in=written_in) == f"See {expected}."


def test_each_file_of_the_root_has_its_page():
    files = {"CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "THREATS.md"}
    assert set(ROOT_PAGES.values()) == files
