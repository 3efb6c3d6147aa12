"""A reload and a copied link, in a real Chromium."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.picture import until

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.dropped import drop, nested_folder  # noqa: E402
from tests.browser.navigation import at_rest, click, go_to  # noqa: E402

expect = sync_api.expect
LINK = re.compile(r"[?&]series=[\w-]{16}&slice=\d+$")


def wait_for_image(page) -> None:
    page.wait_for_selector(".stage[data-state=ready][data-layers=complete]")
    at_rest(page)


def open_sample(page, name: str) -> None:
    click(page.get_by_role("button", name=name, exact=True).first)
    wait_for_image(page)


def expect_slice(page, number: int) -> None:
    expect(page.locator(".slice-label")).to_have_text(re.compile(rf"^Slice {number} /"))
    until(page, lambda: query(page).get("slice") == [str(number)])


def query(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def step(page, key: str) -> None:
    page.locator(".stage").hover()
    page.keyboard.press(key)


def test_a_reload_brings_back_series_analysis_slice_and_page(app, tmp_path):
    drop(app, nested_folder(tmp_path, n_series=2, n_slices=12))
    wait_for_image(app)
    open_sample(app, "Malignant")
    expect_slice(app, 25)
    click(app.get_by_role("button", name=re.compile("^Run analysis")))
    app.get_by_role("button", name="Analysed").wait_for()
    at_rest(app)
    step(app, "Home")
    expect_slice(app, 1)
    step(app, "PageUp")
    expect_slice(app, 11)
    before = app.url
    assert LINK.search(before)

    app.reload()
    wait_for_image(app)
    expect_slice(app, 11)
    assert app.url == before
    expect(app.locator("[class*=st-key-card-]")).to_have_count(3)
    expect(app.get_by_role("button", name="Analysed")).to_be_visible()
    expect(app.locator(".panel")).to_contain_text("Malignant-looking")
    # The upload is still there too.
    click(app.get_by_role("button", name=re.compile("^Show .*12 × 2 mm")).first)
    expect(app.locator(".ll-chip")).to_contain_text("12 slices")

    go_to(app, "Patient risk")
    until(app, lambda: LINK.search(app.url) is not None)
    app.reload()
    expect(app.locator(".ll-chip")).to_contain_text("12 slices")
    assert urlsplit(app.url).path == "/risk"


def test_a_link_opens_the_same_place_for_its_person_and_nothing_for_another(app, stranger):
    open_sample(app, "Benign")
    step(app, "Home")
    expect_slice(app, 1)
    link = app.url

    second = app.context.new_page()
    second.goto(link)
    wait_for_image(second)
    expect_slice(second, 1)
    expect(second.locator(".ll-chip")).to_contain_text("48 slices")
    # Each goes its own way from here.
    step(second, "End")
    expect_slice(second, 48)
    expect_slice(app, 1)
    second.close()

    other = stranger()
    other.goto(link)
    expect(other.get_by_test_id("stAlert")).to_contain_text("This address opens nothing here")
    expect(other.get_by_text("Open a CT of the liver")).to_be_visible()
    until(other, lambda: query(other) == {})
