"""The Compare page in a real Chromium: three models on the malignant sample."""

from __future__ import annotations

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click, click_point, go_to  # noqa: E402

MODELS = ("tf_efficientnet_lite0", "mobilenetv2_100", "classical_baseline")


@pytest.fixture
def compare(page, server):
    page.goto(server.url)
    click(page.get_by_role("button", name="Malignant", exact=True).first)
    page.wait_for_selector(".stage[data-state=ready]")
    go_to(page, "Compare")
    page.wait_for_selector(".pane .stage[data-state=ready]")
    at_rest(page)
    return page


def pick(page, names: tuple[str, ...]) -> None:
    """Leave these models picked and no others."""
    pills = page.locator(".st-key-compare-models button")
    for index in range(pills.count()):
        pill = pills.nth(index)
        wanted = pill.inner_text() in names
        if wanted != (pill.get_attribute("aria-pressed") == "true"):
            click(pill)
            sync_api.expect(pill).to_have_attribute("aria-pressed", str(wanted).lower())


def expect_slices(page, number: int, count: int = 3) -> None:
    label = re.compile(rf"^Slice {number} /")
    sync_api.expect(page.locator(".pane .slice-label")).to_have_text([label] * count)


def test_three_models_from_the_choice_to_a_difference(compare):
    page = compare
    pick(page, MODELS)
    sync_api.expect(page.locator(".pane")).to_have_count(3)
    # The results of a sample come with the program.
    sync_api.expect(page.locator(".ll-compared").first.locator("tbody tr")).to_have_count(3)
    # Beside what they say of this scan, what their cards measured on others.
    over = page.locator(".ll-groups th")
    sync_api.expect(over).to_have_text(["On this scan", re.compile("^Not this scan"), "Cost"])
    sync_api.expect(page.locator(".pane-verdict")).to_have_count(3)

    # Scroll one: all move.
    first = page.locator(".pane .slice-label").first.inner_text()
    number = int(re.search(r"Slice (\d+)", first)[1])
    box = page.locator(".pane .stage").nth(1).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -100)
    expect_slices(page, number + 1)

    # Click a difference: all go there.
    rows = page.locator("[class*=st-key-differ-go-] button")
    goal = int(re.search(r"Go to slice (\d+)", rows.first.inner_text())[1])
    at_rest(page)
    rows.first.click(force=True)
    expect_slices(page, goal)

    # A click on the chart does the same.
    points = page.get_by_test_id("stPlotlyChart").locator(".scatterlayer .trace").first
    shown = page.locator(".pane .slice-label").filter(has_text=re.compile("^Slice 10 /"))
    click_point(points.locator(".point").nth(9), shown.first)
    expect_slices(page, 10)

    # What is compared here is there for Review too.
    go_to(page, "Review")
    page.get_by_text("Stored result", exact=True).wait_for()
    sync_api.expect(page.locator(".slice-label")).to_have_text(re.compile("^Slice 10 /"))
