"""Real CT reads to the same arrays and geometry as with SimpleITK, from a folder and from a zip."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
import SimpleITK as sitk

from core.dicom import MemoryFile, discover, load_series

SCANS = {"acrin_flt_breast_001": 99, "cmb_crc_msb_01068": 100}


@pytest.fixture(scope="module", params=SCANS)
def folder(request, shared):
    return shared(f"scans/{request.param}")


@pytest.fixture(scope="module")
def series(folder):
    return load_series([folder])


@pytest.fixture(scope="module")
def expected(folder):
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return reader.Execute()


def test_hu_are_identical(series, expected):
    array = sitk.GetArrayViewFromImage(expected)
    assert series.volume.dtype == np.int16
    assert series.volume.shape == array.shape
    assert np.array_equal(series.volume, array)


def test_geometry_is_identical(folder, series, expected):
    assert series.n_slices == SCANS[folder.name]
    assert series.spacing_mm == pytest.approx(expected.GetSpacing()[::-1])
    assert series.slice_origins_mm[0].tolist() == list(expected.GetOrigin())
    for index in ((0, 0, 0), (511, 0, 3), (17, 300, series.n_slices - 1)):
        at = series.affine_lps @ [*index, 1]
        assert at[:3] == pytest.approx(expected.TransformContinuousIndexToPhysicalPoint(index))


def test_padding_of_these_scanners_stays_darker_than_air(series):
    # -2000 stored, declared as padding: -3024 HU, as SimpleITK has it.
    assert series.volume.min() == -3024
    assert set(np.unique(series.volume[series.volume < -1024])) == {-3024}


def test_nothing_is_wrong_with_them(folder, series):
    assert series.warnings == ()
    assert discover([folder]).exclusions == ()


def test_the_same_from_a_zip(folder, series):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for source in sorted(folder.iterdir()):
            archive.write(source, f"scan/{source.name}")
    zipped = load_series([MemoryFile("scan.zip", file.getvalue())])
    assert np.array_equal(zipped.volume, series.volume)
    assert np.array_equal(zipped.slice_origins_mm, series.slice_origins_mm)
