"""Make the pictures of the start page again.

    python -m tools.start_pictures

The samples' slices, and a screenshot of the Review page with the malignant sample at work, taken
with Chromium. Run it when that page has changed its look.
"""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from core.labels import SLICE_CLASSES
from dashboard.components.start.pictures import FOLDER
from dashboard.components.thumbnails import grey_levels
from tools.chromium import CHROMIUM_ARGUMENTS, chromium_path
from tools.sample_results.write import sample_series
from tools.server import Server

#: Slice of each sample with its largest lesion (sample_scans/README.md), or the middle.
SLICES = {"normal": 24, "benign": 28, "malignant": 26}
SAMPLE_SIZE = (320, 240)
#: The window of the screenshot; twice as many pixels are taken and halved, so that text is smooth.
WINDOW = {"width": 1280, "height": 800}
PATIENCE_MS = 180_000


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in SLICE_CLASSES:
        _save(sample_picture(name), name)
    _save(screenshot(), "viewer")


def sample_picture(name: str) -> Image.Image:
    """The body on one slice, in the liver window, filling the picture."""
    series = sample_series(name)
    hu = series.volume[SLICES[name]]
    rows, columns = np.nonzero(hu > -300)
    top, bottom, left, right = rows.min(), rows.max(), columns.min(), columns.max()
    picture = Image.fromarray(grey_levels(hu[top:bottom, left:right]))
    picture.thumbnail(SAMPLE_SIZE, Image.Resampling.LANCZOS)
    whole = Image.new("L", SAMPLE_SIZE)
    whole.paste(
        picture, tuple((a - b) // 2 for a, b in zip(SAMPLE_SIZE, picture.size, strict=True))
    )
    return whole


def screenshot() -> Image.Image:
    """Review at work, cut to what is not the menu."""
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS
        )
        page = chromium.new_page(viewport=WINDOW, device_scale_factor=2)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(server.url)
        page.get_by_role("button", name="Malignant", exact=True).first.click()
        page.wait_for_selector(".stage[data-state=ready]")
        page.get_by_role("button", name=re.compile("^Run analysis")).click()
        page.get_by_role("button", name="Analysed").wait_for()
        page.wait_for_selector(".stage[data-state=ready][data-layers=complete]")
        page.keyboard.press("l")
        page.wait_for_timeout(2_000)
        taken = page.screenshot()
        chromium.close()
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    return picture.resize((WINDOW["width"], WINDOW["height"]), Image.Resampling.LANCZOS)


def _save(picture: Image.Image, name: str) -> None:
    file = FOLDER / f"{name}.webp"
    picture.save(file, quality=80, method=6)
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
