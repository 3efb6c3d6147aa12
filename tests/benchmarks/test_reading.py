"""Reading a series to HU, against SimpleITK and a plain pydicom loop."""

import numpy as np
import pydicom
import pytest
import SimpleITK

from core.dicom import load_series
from tests.benchmarks.ratio import report_ratio

SERIES = ("acrin_flt_breast_001", "cmb_crc_msb_01068")


def simpleitk(folder):
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return SimpleITK.GetArrayFromImage(reader.Execute())


def pydicom_loop(folder):
    slices = [pydicom.dcmread(path) for path in sorted(folder.glob("*.dcm"))]
    slices.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    return np.stack(
        [s.pixel_array * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices]
    )


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("other", [simpleitk, pydicom_loop])
def test_read_to_hu(shared_dir, name, other):
    folder = shared_dir / "scans" / name
    assert np.array_equal(load_series([folder]).volume, other(folder))
    report_ratio(
        f"{name}, headers and pixels",
        lambda: load_series([folder]),
        other.__name__,
        lambda: other(folder),
    )
