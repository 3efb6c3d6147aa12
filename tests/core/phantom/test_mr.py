"""MR phantoms of each kind, written, read, and read again by SimpleITK."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk

from core.dicom import discover, read_series
from core.errors import UsageError
from core.phantom import make_mr, write_mr
from core.phantom.mr import KINDS
from core.series import Series


@pytest.mark.parametrize(
    ("kind", "plane"), [*((kind, "axial") for kind in KINDS), ("t1", "coronal")]
)
def test_each_image_of_a_kind_lies_where_simpleitk_says(tmp_path: Path, kind: str, plane: str):
    made = make_mr("malignant", kind, plane=plane, n_slices=4, size=64)
    paths = write_mr(made, kind, tmp_path / "all")
    found = [read_series(one) for one in discover([tmp_path / "all"]).candidates]
    assert len(found) == len(made) == len(KINDS[kind])
    file_of = {
        pydicom.dcmread(path, stop_before_pixels=True).SOPInstanceUID: path for path in paths
    }
    left = list(made)
    for number, series in enumerate(found):
        assert (series.plane, series.tags.modality, series.unit) == (plane, "MR", "")
        (of,) = [one for one in left if np.array_equal(one.series.volume, series.volume)]
        left.remove(of)
        assert np.allclose(of.series.affine_lps, series.affine_lps, atol=1e-4)
        folder = tmp_path / str(number)
        folder.mkdir()
        for instance in series.instances:
            shutil.copy(file_of[instance.sop_instance_uid], folder)
        assert_same(series, folder)


def assert_same(series: Series, folder: Path) -> None:
    """The same values at the same places in the patient, whatever the order of the slices."""
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    theirs = reader.Execute()
    assert theirs.GetNumberOfPixels() == series.volume.size
    last_z, last_y, last_x = (length - 1 for length in series.volume.shape)
    for z, y, x in ((0, 0, 0), (last_z, last_y, last_x), (last_z // 2, last_y // 2, last_x // 3)):
        place = (series.affine_lps @ [x, y, z, 1])[:3].tolist()
        at = theirs.TransformPhysicalPointToIndex(place)
        assert theirs.GetPixel(*at) == series.volume[z, y, x]
        assert theirs.TransformIndexToPhysicalPoint(at) == pytest.approx(tuple(place), abs=1e-3)


def test_what_there_is_not_is_said():
    for changes in ({"kind": "t3"}, {"plane": "sagittal"}):
        with pytest.raises(UsageError) as error:
            make_mr("normal", n_slices=2, size=64, **changes)
        assert error.value.code == "unknown_mr"
