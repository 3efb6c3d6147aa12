"""The run inside its own network: archive, OHIF, browser. Started by `tools.ohif.__main__`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pydicom
from playwright.sync_api import sync_playwright

from core.dicom import load_series
from core.other_systems import open_report
from tools.chromium import CHROMIUM_ARGUMENTS, chromium_path
from tools.ohif.archive import archive, put
from tools.ohif.server import ohif_server
from tools.ohif.visit import Visit


def _image_of_a_lesion(scan: Path, results: Path) -> int:
    """The first lesion's slice as OHIF counts: from 1 at the head."""
    series = load_series([scan])
    at = open_report(results / "liverlens-sr.dcm", series).groups[0].slice
    return series.n_slices - (at or 0)


def main() -> int:
    dist, scan, results, out = map(Path, sys.argv[1:5])
    out.mkdir(parents=True, exist_ok=True)
    images = sorted(path for path in scan.rglob("*") if path.is_file())
    objects = sorted(results.glob("*.dcm"))
    study = str(pydicom.dcmread(objects[0], stop_before_pixels=True).StudyInstanceUID)
    with (
        tempfile.TemporaryDirectory(prefix="orthanc-") as folder,
        archive(Path(folder)),
        ohif_server(dist) as url,
        sync_playwright() as playwright,
    ):
        stored = put(images) + put(objects)
        print(f"{stored} objects stored")
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS
        )
        Visit(chromium, url, study, out, _image_of_a_lesion(scan, results)).all(sys.argv[5:])
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
