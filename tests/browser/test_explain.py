"""The Explain page in a real Chromium: choose, see the overlay change, read the tests."""

from __future__ import annotations

import re

import pytest
from PIL import Image

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.malignant_sample import MOST_SUSPICIOUS  # noqa: E402
from tests.browser.navigation import click  # noqa: E402
from tests.browser.picture import changed, picture_when, still_picture, until  # noqa: E402
from tests.browser.test_app import App  # noqa: E402

expect = sync_api.expect


@pytest.fixture
def app(page, server) -> App:
    """On the Explain page, in the middle of the malignant sample, which is not analysed."""
    return explained(App(page, server).open_sample("Malignant"))


def explained(app: App) -> App:
    """Go to the Explain page and wait for the heatmap of the slice in view."""
    number = app.slice_number()
    app.go_to("Explain")
    expect(app.page.locator(".ll-words")).to_contain_text(f"Slice {number}:")
    app.wait_for_image()
    app.expect_slice(number)
    return app


def heat_title(app: App):
    return app.page.locator(".heat-title")


def choose(app: App, method: str) -> None:
    """Open the list of methods and take one; the list closes."""
    click(app.page.locator(".st-key-explain-methods").get_by_role("button"))
    listed = app.page.get_by_test_id("stPopoverBody")
    listed.get_by_role("button", name=method, exact=True).click()
    expect(listed).to_have_count(0)


def use(app: App, method: str) -> None:
    """Choose a method and wait for its heatmap."""
    choose(app, method)
    expect(heat_title(app)).to_contain_text(method)
    expect(app.page.locator(".ll-method cite")).to_have_count(1)


def test_the_heatmap_follows_the_slice_the_method_and_the_target_and_is_downloaded(app):
    number = app.slice_number()
    app.page.mouse.move(*app.centre())
    app.page.keyboard.press("2")  # the abdomen's window
    window = app.page.locator(".window-label")
    expect(window).to_have_text("W 400 L 40")
    app.page.keyboard.press("ArrowUp")
    expect(app.page.locator(".ll-words")).to_contain_text(f"Slice {number + 1}:")
    expect(app.page.locator(".heat-scale")).not_to_have_class(re.compile("faded"))

    expect(heat_title(app)).to_contain_text("Grad-CAM, malignant-looking")
    grad_cam = app.pixels()
    use(app, "Saliency")
    app.pixels_when(lambda now: changed(grad_cam, now) > 0.001)
    click(app.page.locator(".st-key-explain-target").get_by_text("Lesion mask"))
    expect(heat_title(app)).to_contain_text("Saliency, lesion-mask")
    app.expect_slice(number + 1)
    expect(window).to_have_text("W 400 L 40")

    with app.page.expect_download() as download:
        app.page.get_by_role("button", name="PNG", exact=True).click()
    assert Image.open(download.value.path()).text["Window"] == "W 400 L 40"  # as on the screen
    with app.page.expect_download() as download:
        app.page.get_by_role("button", name="JSON", exact=True).click()
    assert download.value.suggested_filename.startswith("saliency_lesion_slice")
    text = download.value.path().read_text(encoding="utf-8")
    assert "Research use only. Not a medical device." in text
    assert '"measures"' in text


def test_threshold_edge_and_sign_are_changed_in_the_browser(app):
    app.page.mouse.move(*app.centre())
    plain = app.pixels()
    # Weak heat is nearly clear: that it is left out shows only from higher up.
    for _ in range(8):
        app.page.keyboard.press("t")
    expect(app.page.locator(".heat-from")).to_have_text("≥ 45 %")
    app.pixels_when(lambda now: changed(plain, now) > 0.002)
    fewer = app.pixels()
    app.page.keyboard.press("k")
    app.pixels_when(lambda now: changed(fewer, now) > 0.0001)
    signed = app.page.locator(".tool-heatMagnitude")
    expect(signed).to_be_disabled()  # Grad-CAM has no sign
    use(app, "Input × Gradient")
    expect(signed).to_be_enabled()
    app.page.mouse.move(*app.centre())
    two_hues = app.pixels()
    app.page.keyboard.press("d")
    app.pixels_when(lambda now: changed(two_hues, now) > 0.0005)


def test_the_tests_are_read_in_words_with_their_lights(app):
    app.analyse().expect_slice(MOST_SUSPICIOUS)  # the most suspicious one
    explained(app)
    trust = app.page.locator(".ll-trust")
    expect(trust).to_contain_text("of the heat lies in the liver")
    expect(trust).to_contain_text("Measured against the outlines of the analysis.")
    expect(trust.locator("li.ll-left")).to_have_count(5)
    click(app.page.get_by_role("button", name="Check fully"))
    expect(trust.locator("li.ll-left")).to_have_count(0)
    expect(trust.locator("li i[aria-label]")).to_have_count(8)
    expect(app.page.get_by_test_id("stPlotlyChart")).to_have_count(2)


def test_methods_side_by_side_move_with_the_slice_and_are_wide(app):
    click(app.page.locator(".st-key-explain-beside").get_by_text("Saliency", exact=True))
    small = app.page.locator(".small-view")
    expect(small).to_have_count(2)
    expect(small.filter(has_text="Saliency").locator("span")).to_have_text("")
    before = still_picture(small.nth(0))
    app.page.mouse.move(*app.centre())
    app.page.keyboard.press("ArrowUp")
    picture_when(small.nth(0), lambda now: changed(before, now) > 0.001)
    click(small.filter(has_text="Saliency"))
    expect(heat_title(app)).to_contain_text("Saliency")
    expect(small).to_have_count(2)

    # They are wide, and wrap: two in a row, the third below.
    click(app.page.locator(".st-key-explain-beside").get_by_text("Input × Gradient", exact=True))
    expect(small).to_have_count(3)

    def two_in_a_row() -> bool:
        boxes = [small.nth(i).bounding_box() for i in range(3)]
        wide = min(box["width"] for box in boxes) >= 300
        return wide and boxes[1]["y"] == boxes[0]["y"] < boxes[2]["y"]

    for width in (1440, 1024):
        app.page.set_viewport_size({"width": width, "height": 900})
        until(app.page, two_in_a_row)
    app.page.set_viewport_size({"width": 390, "height": 844})
    first, second = small.nth(0), small.nth(1)
    until(app.page, lambda: second.bounding_box()["x"] == first.bounding_box()["x"])
    until(app.page, lambda: first.bounding_box()["width"] >= 300)
    until(app.page, lambda: app.page.locator(".stage").bounding_box()["height"] >= 340)


def test_a_slow_heatmap_has_a_bar_with_the_time_left_and_a_cancel_button(app):
    choose(app, "Occlusion")
    click(app.page.get_by_role("button", name=re.compile("^Settings")))
    stride = app.page.get_by_role("spinbutton", name="Stride")
    stride.fill("3")  # some 12,000 slices to score: a minute or more
    stride.press("Enter")
    # Before that, the bar is the one of the usual stride.
    app.page.get_by_role("button", name=re.compile("^Settings . 1 changed")).wait_for()
    bar = app.page.get_by_test_id("stProgress")
    expect(bar).to_contain_text(re.compile(r"Occlusion: \d+%, .+ left"))
    click(app.page.get_by_role("button", name="Cancel", exact=True))
    expect(app.page.locator(".ll-cannot")).to_have_text("Occlusion of this slice was cancelled.")
    expect(bar).to_have_count(0)
    choose(app, "Saliency")
    expect(heat_title(app)).to_contain_text("Saliency")
    # In a moment the estimate of the colour scale makes room for that of the series.
    expect(heat_title(app)).not_to_contain_text("scale estimated")
    expect(app.page.locator(".ll-words")).to_contain_text("Full colour is the same on every slice")


def test_grad_cam_of_all_slices_scrolls_with_the_ct(app):
    click(app.page.get_by_role("button", name=re.compile("^Explain all")))
    app.page.get_by_text("the overlay scrolls with the images").wait_for()
    app.wait_for_image()
    number = app.slice_number()
    app.page.mouse.move(*app.centre())
    for _ in range(3):
        app.page.keyboard.press("ArrowDown")
    app.expect_slice(number - 3)
    # At once, without waiting for the server: the colour bar never fades.
    assert "faded" not in app.page.locator(".heat-scale").get_attribute("class")
    assert "only on" not in heat_title(app).inner_text()
