"""The table of models in a real Chromium: sorting, ticking, names taken literally."""

from __future__ import annotations

from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

SCRIPT = Path(__file__).with_name("models_script.py")
FIRST = "<b>first</b>"
#: Other work beside it.
PATIENCE_MS = 60_000


@pytest.fixture
def table(page, server):
    page.set_default_timeout(PATIENCE_MS)
    page.goto(server.url)
    page.get_by_role("button", name="ms/slice").wait_for()
    return page


def names(page) -> list[str]:
    return page.locator("tbody .words").all_inner_texts()


def expect_ticked(page, words: str) -> None:
    shown = page.get_by_test_id("stSidebar").get_by_text(f"ticked {words}", exact=True)
    sync_api.expect(shown).to_be_visible(timeout=PATIENCE_MS)


def test_a_heading_sorts_the_best_first_then_the_other_way(table):
    assert names(table) == [FIRST, "second", "third"]
    dice = table.get_by_role("columnheader", name="Dice")
    dice.get_by_role("button").click()
    # What was not measured stays last, whichever way.
    assert names(table) == ["third", FIRST, "second"]
    assert dice.get_attribute("aria-sort") == "descending"
    table.keyboard.press("Enter")  # the heading kept the focus
    assert names(table) == [FIRST, "third", "second"]
    assert dice.get_attribute("aria-sort") == "ascending"
    table.get_by_role("button", name="ms/slice").click()
    assert names(table) == ["second", FIRST, "third"]
    table.get_by_role("button", name="Model").click()
    assert names(table) == [FIRST, "second", "third"]


def test_a_tick_reaches_the_page_and_the_order_stays(table):
    expect_ticked(table, f"{FIRST}, third")
    table.get_by_role("button", name="ms/slice").click()
    table.get_by_role("checkbox", name="Compare second").check()
    # In the order of the models, not of the table.
    expect_ticked(table, f"{FIRST}, second, third")
    table.get_by_role("checkbox", name=f"Compare {FIRST}").uncheck()
    table.get_by_role("checkbox", name="Compare third").uncheck()
    expect_ticked(table, "second")
    assert names(table) == ["second", FIRST, "third"]
    table.get_by_role("checkbox", name="Compare second").uncheck()
    expect_ticked(table, "none")
