"""A phone: the menu goes away after a tap, and the header keeps the patient and the model."""

from __future__ import annotations

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click, go_to  # noqa: E402
from tests.browser.picture import until  # noqa: E402

expect = sync_api.expect


def open_menu(page) -> None:
    at_rest(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")


def expect_menu_away(page) -> None:
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    at_rest(page)


@pytest.mark.asked_for("page")
def test_menu_and_header_on_a_phone(stranger, server):
    page = stranger(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(server.url)
    sample = page.locator(".st-key-start").get_by_role("button", name="Malignant", exact=True)
    sample.wait_for()
    at_rest(page)
    sample.tap()
    page.wait_for_selector(".stage[data-state=ready]")
    at_rest(page)

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


def test_at_a_desk_the_menu_stays(app):
    go_to(app, "Models")
    expect(app.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")


def test_nothing_in_the_bar_lies_outside_it_with_a_stored_result(app):
    click(app.locator(".st-key-start").get_by_role("button", name="Take the tour"))
    run = app.get_by_role("button", name="Run analysis")
    expect(app.get_by_text("Stored result", exact=True)).to_be_visible()
    expect(run).to_be_enabled()
    parts = (app.locator(".ll-chip"), app.locator(".ll-stored"), run)
    buttons = app.locator(".st-key-series-files button:visible")
    for width, height in ((1440, 900), (1024, 768), (390, 844)):
        app.set_viewport_size({"width": width, "height": height})
        at_rest(app)

        def lie_inside(width=width) -> bool:
            bar = app.locator(".st-key-topbar").bounding_box()
            boxes = [part.bounding_box() for part in (*parts, *buttons.all())]
            return all(
                box is not None
                and box["x"] >= 0
                and box["x"] + box["width"] <= width
                and box["y"] >= bar["y"]
                and box["y"] + box["height"] <= bar["y"] + bar["height"]
                for box in boxes
            )

        until(app, lie_inside)
