"""The start page and the whole tour by keyboard, in a real Chromium."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click  # noqa: E402
from tests.browser.picture import until  # noqa: E402

expect = sync_api.expect


@pytest.fixture
def app(page, server):
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if is_ours(m) else None)
    page.goto(server.url)
    page.get_by_text("Open a CT of the liver").wait_for()
    at_rest(page)
    yield page
    assert said == []


def is_ours(message) -> bool:
    """An error, other than Streamlit's search for its server below the page's own path."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]


def expect_stop(page, number: int, path: str) -> None:
    """That stop, on its page, drawn; the keys lead on from here."""
    expect(page.locator(".ll-tour h2")).to_contain_text(f"{number} of 5")
    page.wait_for_url(lambda url: urlsplit(url).path == path)
    at_rest(page)
    expect(page.locator(".st-key-tour button:focus")).to_have_count(1)


def expect_slice(page, number: int) -> None:
    expect(page.locator(".slice-label").first).to_have_text(re.compile(rf"^Slice {number} /"))


def count_rings(page) -> None:
    """A ring goes after some seconds: have the page count them."""
    page.evaluate(
        """() => {
          window.rings = 0;
          const isRing = (node) => node.classList?.contains("ll-ring");
          new MutationObserver((changes) => {
            const added = changes.flatMap((change) => [...change.addedNodes]);
            window.rings += added.filter(isRing).length;
          }).observe(document.body, { childList: true });
        }"""
    )


def slice_in_view(page) -> int:
    return int(re.search(r"Slice (\d+)", page.locator(".slice-label").first.inner_text())[1])


def is_in_view(locator) -> None:
    expect(locator.first).to_be_in_viewport()


def lies_clear(page, locator) -> bool:
    """Whether all of it is in sight between the panel and the footer."""
    above, box = page.locator(".st-key-tour").bounding_box(), locator.bounding_box()
    foot = page.locator(".st-key-footer").bounding_box()
    return above["y"] + above["height"] <= box["y"] and box["y"] + box["height"] <= foot["y"]


def test_the_start_page_shows_its_pictures(app):
    for picture in app.locator(".ll-view, .ll-sample img").all():
        app.wait_for_function("(image) => image.naturalWidth > 0", arg=picture.element_handle())
    assert app.locator(".ll-sample").count() == 3
    expect(app.get_by_role("button", name="Malignant", exact=True)).to_be_visible()


def test_the_whole_tour_by_keyboard(app):
    start = app.locator(".st-key-start").get_by_role("button", name="Take the tour")
    at_rest(app)
    count_rings(app)
    start.focus()
    app.keyboard.press("Enter")

    expect_stop(app, 1, "/")
    app.wait_for_selector(".stage[data-state=ready][data-layers=complete]")
    expect(app.get_by_text("Stored result", exact=True)).to_be_visible()
    expect(app.locator(".panel")).to_contain_text("Malignant-looking")
    largest = slice_in_view(app)

    # Over the image the keys are the viewer's.
    app.locator(".stage").first.hover()
    app.keyboard.press("ArrowRight")
    expect_slice(app, largest + 1)
    expect(app.locator(".ll-tour h2")).to_contain_text("1 of 5")
    app.keyboard.press("Control+ArrowRight")

    expect_stop(app, 2, "/explain")
    # Off the image, whose keys are the viewer's.
    app.locator(".ll-tour h2").hover()
    expect(app.locator(".heat-title").first).to_contain_text("Grad-CAM")
    app.keyboard.press("n")

    expect_stop(app, 3, "/compare")
    app.locator(".st-key-compare-chart .js-plotly-plot").wait_for()
    # The chart is in sight, and so is which model each image shows.
    until(app, lambda: lies_clear(app, app.locator(".pane-head").first))
    until(app, lambda: lies_clear(app, app.locator(".st-key-compare-chart")))
    app.keyboard.press("PageDown")

    expect_stop(app, 4, "/risk")
    expect(app.get_by_text("Rule: top-3 mean over liver slices")).to_be_attached()
    app.keyboard.press("ArrowRight")

    expect_stop(app, 5, "/risk")
    is_in_view(app.locator(".st-key-series-files button"))
    app.wait_for_function("() => window.rings === 5")
    app.keyboard.press("p")
    expect_stop(app, 4, "/risk")

    app.reload()
    expect_stop(app, 4, "/risk")
    app.keyboard.press("Escape")
    expect(app.locator(".st-key-tour")).to_have_count(0)
    assert urlsplit(app.url).path == "/risk"


def test_on_a_small_screen_the_panel_leaves_the_image_in_sight(app):
    def image_is_free(part: str = ".stage") -> bool:
        return lies_clear(app, app.locator(part).first)

    app.set_viewport_size({"width": 390, "height": 844})
    click(app.locator(".st-key-start").get_by_role("button", name="Take the tour"))
    expect_stop(app, 1, "/")
    app.wait_for_selector(".stage[data-state=ready][data-layers=complete]")
    app.locator(".ll-ring").wait_for()
    until(app, image_is_free)
    app.set_viewport_size({"width": 1024, "height": 768})
    click(app.get_by_role("button", name="Next"))
    expect_stop(app, 2, "/explain")
    click(app.get_by_role("button", name="Next"))
    expect_stop(app, 3, "/compare")
    app.locator(".ll-ring").wait_for()
    until(app, image_is_free)


def test_large_type_outlasts_a_reload_without_a_word_in_the_address(app):
    def size() -> float:
        words = app.locator(".st-key-start .ll-what")
        return float(words.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)"))

    usual = size()
    click(app.get_by_text("Large type"))
    at_rest(app)
    expect(app.locator(".st-key-start .ll-what")).to_have_css("font-size", f"{usual * 1.35:g}px")
    app.wait_for_function("() => document.cookie.includes('liverlens_large_type=1')")
    before = app.url
    app.reload()
    app.get_by_text("Open a CT of the liver").wait_for()
    expect(app.locator(".st-key-start .ll-what")).to_have_css("font-size", f"{usual * 1.35:g}px")
    assert app.url == before
    assert urlsplit(before).query == ""


def test_what_was_open_in_another_tab_is_recent(app, server):
    click(app.get_by_role("button", name="Benign", exact=True).first)
    app.wait_for_selector(".stage[data-state=ready]")
    at_rest(app)
    second = app.context.new_page()
    second.goto(server.url)
    recent = second.locator(".ll-recent a")
    expect(recent).to_have_count(1)
    recent.click()
    second.wait_for_selector(".stage[data-state=ready]")
    expect(second.locator(".ll-chip").first).to_contain_text("48 slices")
    second.close()
