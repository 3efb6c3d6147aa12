"""The committed series are what `core.phantom` makes today, and what their README says."""

import re
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from core.dicom import load_series
from core.labels import LESION_CODES, LIVER_CODE, SLICE_CLASSES
from core.phantom.build import render_slice, slice_grid
from core.phantom.scene import build_scene

SAMPLES = Path(__file__).resolve().parents[3] / "sample_scans"
README = (SAMPLES / "README.md").read_text(encoding="utf-8")
SEEDS = {
    case: int(seed)
    for case, seed in re.findall(r"--case (\w+) --slices 48 --size 512 --seed (\d+)", README)
}
#: (case, number) -> (diameter mm, volume mL, mean HU, first slice, last slice).
LESIONS = {
    (case, int(number)): (float(diameter), float(ml), float(hu), int(first), int(last))
    for case, number, diameter, ml, hu, first, last in re.findall(
        r"\| (\w+) \| (\d) \| [^|]+ \| [^|]+ \| ([\d.]+) \| ([\d.]+) \| (-?\d+) \| (\d+)-(\d+) \|",
        README,
    )
}


@pytest.fixture(scope="module", params=SLICE_CLASSES)
def sample(request):
    """(case, scene, grid, series as read) of one sample."""
    case = request.param
    scene = build_scene(case, SEEDS[case])
    return case, scene, slice_grid(scene, 48, 512), load_series([SAMPLES / case])


def test_together_they_stay_under_15_mb():
    files = [path for case in SLICE_CLASSES for path in (SAMPLES / case).iterdir()]
    assert len(files) == 3 * 48
    assert {path.suffix for path in files} == {".dcm"}
    assert sum(path.stat().st_size for path in files) < 15e6


def test_their_geometry_is_the_phantoms(sample):
    case, _, grid, series = sample
    assert series.volume.shape == (48, 512, 512)
    assert series.spacing_mm == pytest.approx(grid.spacing_mm)
    assert series.slice_origins_mm[:, 2] == pytest.approx(grid.z_mm)
    assert series.tags.patient_id == f"PHANTOM-{case.upper()}-{SEEDS[case]}"
    assert series.warnings == ()


@pytest.mark.parametrize("index", [9, 29])
def test_a_slice_made_now_is_the_slice_in_the_file(sample, index):
    _, scene, grid, series = sample
    hu, mask = render_slice(scene, grid, index)
    # Another processor may round a few pixels otherwise.
    assert (hu == series.volume[index]).mean() > 0.999
    liver = ndimage.binary_erosion(mask == LIVER_CODE, iterations=3)
    assert 98 < np.median(series.volume[index][liver]) < 120


def test_the_lesions_are_those_the_readme_lists(sample):
    case, scene, grid, _ = sample
    listed = [LESIONS[key] for key in sorted(LESIONS) if key[0] == case]
    assert len(listed) == len(scene.lesions)
    for (diameter, _, _, first, last), lesion in zip(listed, scene.lesions, strict=True):
        assert lesion.diameter_mm == pytest.approx(diameter, abs=0.06)
        middle = int(np.argmin(np.abs(grid.z_mm - lesion.centre_mm[2])))
        assert first <= middle <= last


@pytest.mark.parametrize(("case", "number"), [("benign", 2), ("malignant", 3)])
def test_a_lesions_volume_and_hu_are_those_of_the_mask(case, number):
    _, ml, mean_hu, first, last = LESIONS[case, number]
    scene = build_scene(case, SEEDS[case])
    grid = slice_grid(scene, 48, 512)
    slices = [render_slice(scene, grid, k) for k in range(first - 1, last + 2)]
    hu, mask = (np.stack(part) for part in zip(*slices, strict=True))
    lesion = scene.lesions[number - 1]
    labelled, _ = ndimage.label(np.isin(mask, LESION_CODES))
    at = tuple(
        int(np.argmin(np.abs(axis - centre)))
        for axis, centre in zip(
            (grid.z_mm[first - 1 : last + 2], grid.y_mm, grid.x_mm),
            lesion.centre_mm[::-1],
            strict=True,
        )
    )
    own = labelled == labelled[at]
    assert labelled[at] > 0
    assert own.sum() * np.prod(grid.spacing_mm) / 1000 == pytest.approx(ml, abs=0.02)
    assert hu[own].mean() == pytest.approx(mean_hu, abs=1)
    assert not own[0].any()
    assert not own[-1].any()
