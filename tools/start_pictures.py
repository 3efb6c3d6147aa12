"""Make the pictures of the start page again.

    python -m tools.start_pictures

A slice of each sample, and the manual's screenshot of the Review page (docs/review.png), smaller.
Run it when that has been taken again (`tools.review_picture`).
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from core.labels import SLICE_CLASSES
from dashboard.components.start.pictures import FOLDER
from dashboard.components.thumbnails import grey_levels
from tools.sample_results.write import sample_series
from tools.studies.pages import DOCS

#: Slice of each sample with its largest lesion (sample_scans/README.md), or the middle.
SLICES = {"normal": 24, "benign": 28, "malignant": 26}
SAMPLE_SIZE = (320, 240)
#: Of the screenshot, px: twice what a usual window shows of it, so that its text can be read.
STILL_WIDTH = 1280


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
    width, height = SAMPLE_SIZE
    whole.paste(picture, ((width - picture.width) // 2, (height - picture.height) // 2))
    return whole


def screenshot() -> Image.Image:
    """The Review page of the manual, smaller."""
    picture = Image.open(DOCS / "review.png").convert("RGB")
    width, height = picture.size
    return picture.resize(
        (STILL_WIDTH, round(height * STILL_WIDTH / width)), Image.Resampling.LANCZOS
    )


def _save(picture: Image.Image, name: str) -> None:
    file = FOLDER / f"{name}.webp"
    picture.save(file, quality=80, method=6)
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
