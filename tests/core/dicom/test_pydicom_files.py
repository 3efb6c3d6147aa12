"""CT among the files that come with pydicom reads to the same values as pydicom's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.pixels import apply_modality_lut

from core.dicom import discover, load_series, read_series, sentences
from core.errors import InputError, LiverLensError, NoSeriesError

DATA = Path(pydicom.__file__).parent / "data"
FOLDER = DATA / "test_files"
CT_FILES = ["CT_small.dcm", "693_J2KI.dcm", "J2K_pixelrep_mismatch.dcm"]


@pytest.mark.parametrize("name", CT_FILES)
def test_same_values(name):
    ds = pydicom.dcmread(FOLDER / name)
    series = load_series([FOLDER / name])
    expected = apply_modality_lut(ds.pixel_array, ds)
    assert np.array_equal(series.volume[0], expected)
    assert series.slice_origins_mm[0].tolist() == [float(x) for x in ds.ImagePositionPatient]
    assert series.spacing_mm[1:] == tuple(float(x) for x in ds.PixelSpacing)


def test_every_ct_reads_to_the_same_values():
    """Whatever pydicom ships and calls CT, with pixels it can decode and a place in the patient."""
    compared = 0
    for path in sorted(path for path in DATA.rglob("*") if path.is_file()):
        ds = pydicom.dcmread(path, force=True)
        if ds.get("Modality") != "CT" or "PixelData" not in ds or "PixelSpacing" not in ds:
            continue
        try:
            series = load_series([path])
        except NoSeriesError as error:
            assert error.code in ("scout_view", "colour_picture"), error
            continue
        expected = apply_modality_lut(ds.pixel_array, ds)
        assert np.array_equal(series.volume[0], expected), path.name
        compared += 1
    assert compared >= 3


def test_everything_in_the_folder_at_once():
    found = discover([FOLDER])
    # Three files, and two small series of two patients; all else is set aside.
    assert sum(one.n_slices for one in found.candidates) >= len(CT_FILES)
    for one in found.candidates:
        assert read_series(one).volume.shape == (one.n_slices, *one.shape)
    reasons = {line.reason for line in found.exclusions}
    for kind in ("ultrasound image", "structured report (SR)", "segmentation (SEG)"):
        assert sentences.headers.not_ct(kind) in reasons
    assert sentences.headers.no_pixels() in reasons


def test_every_mr_reads_to_the_same_values():
    """Whatever pydicom ships and calls MR opens with pydicom's own values, or says why not."""
    compared, said = 0, set()
    for path in sorted(path for path in DATA.rglob("*") if path.is_file()):
        ds = pydicom.dcmread(path, force=True)
        if ds.get("Modality") != "MR":
            continue
        try:
            series = load_series([path])
        except LiverLensError as error:
            said.add(error.code)
            continue
        expected = apply_modality_lut(ds.pixel_array, ds)
        assert (series.tags.modality, series.unit) == ("MR", "")
        assert np.array_equal(series.volume[0], expected), path.name
        place = ds.get("ImagePositionPatient")
        assert place is None or series.slice_origins_mm[0].tolist() == [float(x) for x in place]
        compared += 1
    # MR_truncated.dcm ends early; all others open.
    assert compared >= 26
    assert said == {"truncated_pixels"}


@pytest.mark.parametrize(
    "path", sorted(path for path in DATA.rglob("*") if path.is_file()), ids=lambda p: p.name
)
def test_each_file_alone_opens_or_gives_one_clear_sentence(path):
    try:
        discover([path])
    except LiverLensError as error:
        assert isinstance(error, (NoSeriesError, InputError))
        assert path.name in str(error)
        assert "\n" not in str(error)
        assert error.code
