"""A phone: the menu goes away after a tap, and the header keeps the patient and the model."""

from __future__ import annotations

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest  # noqa: E402
from tests.browser.test_app import PATIENCE_MS  # noqa: E402

expect = sync_api.expect


def open_menu(page) -> None:
    at_rest(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")


def expect_menu_away(page) -> None:
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    at_rest(page)


@pytest.mark.asked_for("page")
def test_menu_and_header_on_a_phone(browser, server):
    expect.set_options(timeout=PATIENCE_MS)
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(server.url)
        start = page.locator(".st-key-start")
        start.get_by_role("button", name="Malignant", exact=True).tap()
        page.wait_for_selector(".stage[data-state=ready]")

        expect(page.locator(".ll-chip")).to_be_in_viewport()
        expect(page.locator(".ll-chip")).to_contain_text("Subject")
        model = page.locator(".st-key-model").get_by_role("button")
        expect(model).to_be_in_viewport()
        boxes = [part.bounding_box() for part in (page.locator(".ll-chip"), model)]
        assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"] + 1
        name = model.locator("p").bounding_box()
        assert name["x"] + name["width"] < boxes[1]["x"] + boxes[1]["width"]
        assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")

        open_menu(page)
        page.locator(".st-key-samples-side").get_by_role("button", name="Benign").tap()
        expect_menu_away(page)
        open_menu(page)
        page.locator("[class*=st-key-pick-]").first.get_by_role("button").tap()
        expect_menu_away(page)
        open_menu(page)
        page.locator(".st-key-pages").get_by_role("link", name="Patient risk").tap()
        expect_menu_away(page)
        page.wait_for_url("**/risk*")
        # What is no way elsewhere leaves it open.
        open_menu(page)
        page.get_by_text("Show patient name").tap()
        at_rest(page)
        expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")
    finally:
        context.close()
        expect.set_options(timeout=5_000)


def test_at_a_desk_the_menu_stays(browser, server):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(server.url)
        page.locator(".st-key-pages").get_by_role("link", name="Models").click()
        page.wait_for_url("**/models*")
        at_rest(page)
        expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")
    finally:
        context.close()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (390, 844)])
def test_nothing_in_the_bar_lies_outside_it_with_a_stored_result(browser, server, width, height):
    expect.set_options(timeout=PATIENCE_MS)
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(server.url)
        start = page.locator(".st-key-start").get_by_role("button", name="Take the tour")
        at_rest(page)
        start.click()
        run = page.get_by_role("button", name="Run analysis")
        expect(page.get_by_text("Stored result", exact=True)).to_be_visible()
        expect(run).to_be_enabled()
        at_rest(page)
        bar = page.locator(".st-key-topbar").bounding_box()
        parts = (page.locator(".ll-chip"), page.locator(".ll-stored"), run)
        buttons = page.locator(".st-key-series-files button:visible")
        for part in (*parts, *buttons.all()):
            box = part.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] >= bar["y"]
            assert box["y"] + box["height"] <= bar["y"] + bar["height"]
    finally:
        context.close()
        expect.set_options(timeout=5_000)
