"""A report of another system, dropped after its CT, in a real Chromium."""

from __future__ import annotations

import numpy as np
import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.dropped import drop  # noqa: E402
from tests.browser.navigation import click  # noqa: E402
from tests.browser.picture import picture_when  # noqa: E402
from tests.core.annotation_files.made import box, ct_files, rtstruct  # noqa: E402
from tests.core.other_systems.made import planar, report  # noqa: E402

expect = sync_api.expect

#: Of the lines that other systems drew: js/others_ink.js.
COLOUR = (211, 184, 255)


def is_drawn(image: np.ndarray) -> bool:
    """Whether lines of that colour are there."""
    return bool((np.abs(image - COLOUR).max(axis=-1) < 30).sum() > 40)


def test_its_outline_and_measurements_stand_beside_the_images(app, tmp_path):
    for file in (*ct_files(), report(planar(index=3))):
        (tmp_path / file.name).write_bytes(file.data)
    drop(app, *sorted(tmp_path.glob("[0-9].dcm")))
    stage = app.locator(".stage")
    app.wait_for_selector(".stage[data-state=ready]")
    expect(app.get_by_role("button", name="Others")).to_be_hidden()
    drop(app, tmp_path / "sr.dcm")
    listed = app.get_by_role("region", name="From other systems")
    expect(listed).to_contain_text("Example Imaging Ruler 2.1")
    expect(listed).to_contain_text("complete, preliminary, not verified")
    expect(listed).to_contain_text("Long axis 4.5 mm")
    # It was drawn on slice 4, and the series opens on slice 3.
    assert not is_drawn(picture_when(stage, lambda image: image.max() > 0))
    click(listed.get_by_title("Go to slice 4"))
    picture_when(stage, is_drawn)
    switch = app.get_by_role("button", name="Others")
    expect(switch).to_have_attribute("aria-pressed", "true")
    stage.hover()
    app.keyboard.press("F8")
    expect(switch).to_have_attribute("aria-pressed", "false")
    picture_when(stage, lambda image: not is_drawn(image))
    # Contours with a liver are the reference mask too, and are switched with it.
    (tmp_path / "rtstruct.dcm").write_bytes(rtstruct({"Liver": [box((1, 6), (1, 10), 15.0)]}).data)
    drop(app, tmp_path / "rtstruct.dcm")
    expect(listed).to_contain_text("rtstruct.dcm")
    click(app.get_by_role("button", name="Remove Lesions by Ruler"))
    expect(listed).not_to_contain_text("Lesions by Ruler")
    expect(switch).to_have_attribute("aria-pressed", "false")
    click(switch)
    picture_when(stage, is_drawn)
