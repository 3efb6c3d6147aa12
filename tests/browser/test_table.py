"""The sortable table in a real Chromium: sorting, ticking, choosing, names taken literally."""

from __future__ import annotations

from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest  # noqa: E402

SCRIPT = Path(__file__).with_name("table_script.py")
FIRST = "<b>first</b>"


@pytest.fixture
def tables(page, server):
    page.goto(server.url)
    page.locator("table.single").wait_for()
    at_rest(page)
    return page


def several(page):
    return page.locator("table.several")


def single(page):
    return page.locator("table.single")


def names(table) -> list[str]:
    return table.locator("tbody tr > :first-child .words").all_inner_texts()


def expect_said(page, words: str) -> None:
    shown = page.get_by_test_id("stSidebar").get_by_text(words, exact=True)
    sync_api.expect(shown).to_be_visible()
    at_rest(page)


def test_a_heading_sorts_the_best_first_then_the_other_way(tables):
    table = several(tables)
    assert names(table) == [FIRST, "second", "third"]
    dice = table.get_by_role("columnheader", name="Dice")
    dice.get_by_role("button").click()
    # What was not measured stays last, whichever way.
    assert names(table) == ["third", FIRST, "second"]
    assert dice.get_attribute("aria-sort") == "descending"
    tables.keyboard.press("Enter")  # the heading kept the focus
    assert names(table) == [FIRST, "third", "second"]
    assert dice.get_attribute("aria-sort") == "ascending"
    table.get_by_role("button", name="ms/slice").click()
    assert names(table) == ["second", FIRST, "third"]
    table.get_by_role("button", name="Model").click()
    assert names(table) == [FIRST, "second", "third"]


def test_a_tick_reaches_the_page_and_the_order_stays(tables):
    table = several(tables)
    expect_said(tables, f"ticked {FIRST}, third")
    table.get_by_role("button", name="ms/slice").click()
    table.get_by_role("checkbox", name="Compare second").check()
    # In the order of the models, not of the table.
    expect_said(tables, f"ticked {FIRST}, second, third")
    table.get_by_role("checkbox", name=f"Compare {FIRST}").uncheck()
    table.get_by_role("checkbox", name="Compare third").uncheck()
    expect_said(tables, "ticked second")
    assert names(table) == ["second", FIRST, "third"]
    table.get_by_role("checkbox", name="Compare second").uncheck()
    expect_said(tables, "ticked none")


def test_a_row_is_chosen_by_click_and_by_key_and_the_server_sorts(tables):
    table = single(tables)
    rows = table.locator("tbody tr")
    assert names(table) == ["third", FIRST, "second"]
    rows.nth(1).click()
    expect_said(tables, f"chosen {FIRST}")
    rows.nth(1).focus()
    tables.keyboard.press("ArrowUp")
    tables.keyboard.press("Enter")
    expect_said(tables, "chosen third")
    table.get_by_role("button", name="Dice").click()
    sync_api.expect(rows.first).to_contain_text("second")
    at_rest(tables)
    heading = table.get_by_role("columnheader", name="Dice")
    assert heading.get_attribute("aria-sort") == "ascending"
    sync_api.expect(rows.nth(2)).to_have_attribute("aria-selected", "true")
    rows.nth(2).click()
    expect_said(tables, "chosen none")
