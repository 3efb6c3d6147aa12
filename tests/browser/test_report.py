"""The files of a series in a real Chromium: one click, and the download begins."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click, go_to  # noqa: E402
from tests.core.report.pdf_text import pages_of  # noqa: E402

expect = sync_api.expect
#: A small series with two lesions, analysed already.
SCRIPT = Path(__file__).with_name("lesions_script.py")
IMAGE = ".stage[data-state=ready][data-layers=complete]"


def test_the_report_and_the_outlines_are_one_click_each(page, server, tmp_path):
    page.goto(server.url)
    page.wait_for_selector(IMAGE)
    pdf = page.get_by_role("button", name=re.compile("PDF"))
    downloads = []
    page.on("download", lambda one: downloads.append(one))
    # Made in the background, and then fetched without another click.
    with page.expect_download() as download:
        click(pdf)
    assert download.value.suggested_filename == "liverlens-report.pdf"
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    pages = pages_of(content)
    assert all("Research use only. Not a medical device." in text for text in pages)

    click(page.get_by_role("button", name=re.compile("Export")))
    with page.expect_download() as download:
        page.get_by_role("button", name="Outlines (NIfTI)").click()
    assert download.value.suggested_filename == "liverlens-segmentation.nii.gz"
    file = shutil.copy(download.value.path(), tmp_path / "outlines.nii.gz")
    image = sitk.ReadImage(str(file))
    assert image.GetPixelID() == sitk.sitkUInt8
    # Liver and two lesions of the kind that the script of this test drew.
    assert set(np.unique(sitk.GetArrayFromImage(image))) == {0, 1, 3}

    # A reload does not download it again; a click does.
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector(IMAGE)
    at_rest(page)
    assert len(downloads) == 2
    with page.expect_download() as download:
        click(pdf)
    assert pages_of(download.value.path().read_bytes()) != []

    go_to(page, "Patient risk")
    below = page.locator(".st-key-risk-files")
    with page.expect_download() as download:
        below.get_by_role("button", name="Slices (CSV)").click()
    assert download.value.suggested_filename == "liverlens-slices.csv"
    # One file is there before the click, the other is made at it: both name their series.
    lines = (server.store.parent / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    exported = [entry for entry in map(json.loads, lines) if entry["did"] == "exported"]
    patients = {entry["what"]: entry["patient"] for entry in exported}
    assert (
        patients["liverlens-report.pdf"]
        == patients["liverlens-segmentation.nii.gz"]
        == patients["liverlens-slices.csv"]
        != ""
    )
