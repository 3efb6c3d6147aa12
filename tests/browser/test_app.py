"""The app in a real Chromium, from opening a series to the patient's risk."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.browser.malignant_sample import MOST_SUSPICIOUS
from tests.browser.picture import changed, picture_when, still_picture, until

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from core import DISCLAIMER  # noqa: E402
from tests.browser.navigation import at_rest, click, click_point, go_to  # noqa: E402
from tests.browser.traffic import Traffic  # noqa: E402
from tests.privacy.planted import PATIENT_ID, SHOWN_NAME  # noqa: E402
from tests.privacy.traces import traces_in  # noqa: E402

CHOOSE_FILES = "input[type=file]:not([webkitdirectory])"


class App:
    """The app as its user sees it."""

    def __init__(self, page, server) -> None:
        self.page = page
        self.traffic = Traffic(page)
        page.goto(server.url)
        page.get_by_text("Open a CT of the liver").wait_for()
        at_rest(page)

    def open_sample(self, name: str) -> App:
        click(self.page.get_by_role("button", name=name, exact=True).first)
        return self.wait_for_image()

    def upload(self, *files: Path) -> None:
        self.page.locator(CHOOSE_FILES).first.set_input_files(files)

    def wait_for_image(self) -> App:
        """Until the image and what lies over it are drawn, and nothing is about to move them."""
        self.page.wait_for_selector(".stage[data-state=ready][data-layers=complete]")
        at_rest(self.page)
        return self

    def analyse(self) -> App:
        click(self.page.get_by_role("button", name=re.compile("^Run analysis")))
        self.page.get_by_role("button", name="Analysed").wait_for()
        return self

    def go_to(self, page: str) -> App:
        go_to(self.page, page)
        return self

    def pixels(self) -> np.ndarray:
        """(height, width, 3) of the image with what lies over it, once it holds still."""
        self.wait_for_image()
        return still_picture(self.page.locator(".stage"))

    def pixels_when(self, holds: Callable[[np.ndarray], bool]) -> np.ndarray:
        return picture_when(self.page.locator(".stage"), holds)

    def slice_number(self) -> int:
        return int(re.search(r"Slice (\d+)", self.page.locator(".slice-label").inner_text())[1])

    def wait_for_report(self, number: int) -> None:
        """Until the server knows that this slice, counted from 1, is in view."""
        until(self.page, lambda: self.traffic.took_in(number - 1))

    def expect_slice(self, number: int) -> None:
        label = self.page.locator(".slice-label")
        sync_api.expect(label).to_have_text(re.compile(rf"^Slice {number} /"))

    def centre(self) -> tuple[float, float]:
        box = self.page.locator(".stage").bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.fixture
def app(page, server) -> App:
    return App(page, server)


def test_the_malignant_sample_from_opening_to_risk(app):
    app.open_sample("Malignant")
    app.pixels_when(lambda now: now.max() > 200)
    first = app.pixels()
    number = app.slice_number()

    app.page.mouse.move(*app.centre())
    app.page.mouse.wheel(0, -100)
    app.expect_slice(number + 1)
    app.pixels_when(lambda now: changed(first, now) > 0.01)
    app.page.keyboard.press("ArrowDown")
    app.expect_slice(number)
    app.pixels_when(lambda now: changed(first, now) < 0.01)

    app.page.keyboard.press("2")  # abdomen
    app.pixels_when(lambda now: changed(first, now) > 0.05)
    app.page.keyboard.press("1")
    app.pixels_when(lambda now: changed(first, now) < 0.01)
    x, y = app.centre()
    app.page.mouse.move(x, y)
    app.page.mouse.down()
    app.page.mouse.move(x + 60, y + 40)
    app.page.mouse.move(x + 120, y + 80)
    app.page.mouse.up()
    app.pixels_when(lambda now: changed(first, now) > 0.05)
    app.page.keyboard.press("r")

    app.analyse()
    panel = app.page.locator(".panel")
    sync_api.expect(panel).to_contain_text("Malignant-looking")
    sync_api.expect(app.page.locator(".heat-title")).to_contain_text("Lesion probability")
    app.page.keyboard.press("s")  # most suspicious
    app.expect_slice(MOST_SUSPICIOUS)
    with_heat = app.pixels()
    app.page.keyboard.press("h")
    app.pixels_when(lambda now: changed(with_heat, now) > 0.001)
    app.page.keyboard.press("h")

    strip = app.page.locator(".strip")
    width = strip.bounding_box()["width"]
    count = int(strip.get_attribute("aria-valuemax"))
    picked = 13
    strip.click(position={"x": width * (picked - 0.5) / count, "y": 8})
    app.expect_slice(picked)
    app.wait_for_report(picked)

    app.go_to("Patient risk")
    app.page.get_by_text("Rule: top-3 mean over liver slices").wait_for()
    chart = app.page.get_by_test_id("stPlotlyChart")
    sync_api.expect(chart.get_by_text("lesion cm²")).to_be_visible()
    app.page.get_by_role("button", name=f"Open slice {picked} in Review").wait_for()

    points = chart.locator(".scatterlayer .trace").first.locator(".point")
    jump = app.page.get_by_role("button", name="Open slice 10 in Review")
    click_point(points.nth(9), jump)
    click(jump)
    app.expect_slice(10)
    app.wait_for_image()
    # The result stayed; nothing is offered to be computed again.
    sync_api.expect(app.page.get_by_role("button", name="Analysed")).to_be_visible()
    sync_api.expect(app.page.locator(".panel")).to_contain_text("Malignant-looking")


def test_a_real_series_uploaded_as_zip(app, shared, tmp_path):
    archive = tmp_path / "series.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in sorted(shared("scans/acrin_flt_breast_001").glob("*.dcm")):
            bundle.write(file, file.name)
    app.upload(archive)
    app.wait_for_image()
    sync_api.expect(app.page.locator(".ll-chip")).to_contain_text("99 slices")
    app.pixels_when(lambda now: now.max() > 200)
    first = app.pixels()
    number = app.slice_number()
    app.page.mouse.move(*app.centre())
    app.page.mouse.wheel(0, -100)
    app.expect_slice(number + 1)
    app.pixels_when(lambda now: changed(first, now) > 0.01)
    # The box is empty again: the upload is not kept.
    sync_api.expect(app.page.get_by_text("series.zip")).to_have_count(0)


def test_a_reader_who_has_not_moved_is_brought_to_the_most_suspicious_slice(app):
    app.open_sample("Malignant")
    app.expect_slice(25)  # the middle one of 48
    app.analyse()
    app.expect_slice(MOST_SUSPICIOUS)  # the highest p(malignant)
    # The image fills the window and not more: the wheel beside it moves nothing.
    main = app.page.get_by_test_id("stMain")
    until(app.page, lambda: main.evaluate("(m) => m.scrollHeight <= m.clientHeight"))

    # One who has moved before the answer comes is left where they are.
    app.open_sample("Benign").expect_slice(25)
    app.page.mouse.move(*app.centre())
    app.page.keyboard.press("Home")
    app.expect_slice(1)
    click(app.page.get_by_role("button", name=re.compile("^Run analysis")))
    # The bar does not glide: without a graphics card, each frame of that would draw the whole page
    # again.
    durations = app.page.wait_for_function(
        """() => {
          const parts = [...document.querySelectorAll("[data-testid=stProgress] *")];
          return parts.length && parts.map((part) => getComputedStyle(part).transitionDuration);
        }"""
    )
    assert set(durations.json_value()) == {"0s"}
    app.page.get_by_role("button", name="Analysed").wait_for()
    app.expect_slice(1)


def test_a_folder_is_opened_whole(app, samples):
    box = app.page.locator(".st-key-start input[type=file][webkitdirectory]")
    box.set_input_files(samples / "normal")
    app.wait_for_image()
    sync_api.expect(app.page.locator(".ll-chip")).to_contain_text("48 slices")


def test_a_file_that_is_no_ct_is_one_sentence_and_what_was_open_stays(app, tmp_path):
    app.open_sample("Normal")
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague")
    app.upload(letter)
    alert = app.page.get_by_test_id("stAlert")
    sync_api.expect(alert).to_contain_text("letter.txt")
    assert "Traceback" not in app.page.content()
    app.wait_for_image()
    click(app.page.get_by_role("button", name="Dismiss"))
    sync_api.expect(alert).to_have_count(0)


@pytest.mark.asked_for("page")
def test_the_notice_never_leaves_and_the_name_is_shown_on_demand_alone(app):
    app.open_sample("Benign")
    for page in ("Review", "Explain", "Compare", "Patient risk", "Models"):
        app.go_to(page)
        footer = app.page.locator(".st-key-footer")
        sync_api.expect(footer.get_by_text(DISCLAIMER)).to_be_in_viewport()
        sync_api.expect(app.page).to_have_title(re.compile(f"^(LiverLens|{page})$"))
        chip = app.page.locator(".ll-chip")
        if page == "Models":
            # About the models, not about the series in view.
            sync_api.expect(chip).to_have_count(0)
        else:
            sync_api.expect(chip).to_contain_text("Subject")
            assert traces_in(app.page.content()) == set()
    app.go_to("Review")
    app.page.get_by_text("Show patient name").click()
    sync_api.expect(app.page.locator(".ll-chip")).to_contain_text(f"{SHOWN_NAME} · {PATIENT_ID}")


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (700, 900)])
def test_small_windows_keep_the_image_and_the_button(page, server, width, height):
    page.set_viewport_size({"width": width, "height": height})
    app = App(page, server).open_sample("Malignant")
    sync_api.expect(app.page.get_by_role("button", name=re.compile("^Run"))).to_be_in_viewport()

    def fits() -> bool:
        box = app.page.locator(".stage").bounding_box()
        overflow = app.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        return box["width"] > 0.5 * width and box["height"] > 0.35 * height and overflow <= 0

    until(app.page, fits)
