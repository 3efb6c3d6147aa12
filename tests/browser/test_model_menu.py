"""The model menu in a real Chromium, by mouse and by keyboard; speeds appear once measured."""

from __future__ import annotations

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click, go_to  # noqa: E402

expect = sync_api.expect


@pytest.fixture
def opened(page, server):
    page.goto(server.url)
    click(page.get_by_role("button", name="Malignant", exact=True).first)
    page.wait_for_selector(".stage[data-state=ready]")
    at_rest(page)
    return page


def menu(page):
    return page.locator(".st-key-model").get_by_role("button")


def row(page, name: str):
    return page.locator(".ll-pick").filter(has=page.get_by_text(name, exact=True))


def test_a_model_is_chosen_by_mouse_and_by_keyboard(opened):
    page = opened
    click(menu(page))
    expect(page.locator(".ll-pick")).to_have_count(6)
    in_use = page.locator(".ll-pick.ll-here b").inner_text()
    assert in_use in menu(page).inner_text()
    other = next(n for n in page.locator(".ll-pick b").all_inner_texts() if n != in_use)
    click(page.get_by_role("button", name=f"Use: {other}."))
    expect(page.locator(".ll-pick")).to_have_count(0)
    expect(menu(page)).to_contain_text(other)

    at_rest(page)
    menu(page).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ll-pick")).to_have_count(6)
    at_rest(page)
    page.get_by_role("button", name=f"Use: {in_use}.").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ll-pick")).to_have_count(0)
    expect(menu(page)).to_contain_text(in_use)


def test_an_analysis_measures_the_speed_for_the_menu_and_the_models_page(opened):
    page = opened
    click(page.get_by_role("button", name="Run analysis"))
    page.get_by_role("button", name="Analysed").wait_for()
    click(menu(page))
    name = page.locator(".ll-pick.ll-here b").inner_text()
    speed = row(page, name).locator("em")
    expect(speed).to_have_text(re.compile(r"^\d+\.\d ms per slice here$"))
    ms = speed.inner_text().split()[0]
    page.keyboard.press("Escape")
    go_to(page, "Models")
    cell = page.locator("tbody tr").filter(has_text=name)
    expect(cell).to_contain_text(ms)
    # The server may have analysed for other tests: its figure is of all that it measured.
    expect(cell).to_contain_text(re.compile(r"onnx, \d+ slices"))
