"""What isn't CT is set aside by name, and the CT beside it opens."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom import uid

from core.dicom import Exclusion, discover, sentences
from core.errors import NoSeriesError
from tools.mock_dicom.mock_slice import ct_slice, write, write_all

#: (SOP class, modality, whether it has pixels, the kind of object shown; "" for CT without pixels)
OTHERS = [
    (uid.MRSpectroscopyStorage, "MR", False, "MR spectroscopy"),
    (uid.EnhancedMRColorImageStorage, "MR", True, "colour MR picture"),
    (uid.RawDataStorage, "MR", False, "raw data"),
    (uid.UltrasoundImageStorage, "US", True, "ultrasound image"),
    (uid.PositronEmissionTomographyImageStorage, "PT", True, "PET image"),
    (
        uid.RTStructureSetStorage,
        "RTSTRUCT",
        False,
        "radiotherapy structure set (RTSTRUCT)",
    ),
    (uid.RTDoseStorage, "RTDOSE", True, "radiotherapy dose (RTDOSE)"),
    (uid.ComprehensiveSRStorage, "SR", False, "structured report (SR)"),
    (
        uid.XRayRadiationDoseSRStorage,
        "SR",
        False,
        "structured report (SR)",
    ),
    (uid.SegmentationStorage, "SEG", True, "segmentation (SEG)"),
    (uid.EncapsulatedPDFStorage, "DOC", False, "PDF document"),
    (uid.EncapsulatedPDFStorage, "CT", False, "PDF document"),
    (uid.ComputedRadiographyImageStorage, "CR", True, "radiograph"),
    (
        uid.GrayscaleSoftcopyPresentationStateStorage,
        "PR",
        False,
        "presentation state",
    ),
    (
        uid.KeyObjectSelectionDocumentStorage,
        "KO",
        False,
        "structured report (SR)",
    ),
    (
        uid.SecondaryCaptureImageStorage,
        "OT",
        True,
        "secondary capture (screen picture)",
    ),
    (
        uid.SecondaryCaptureImageStorage,
        "CT",
        True,
        "secondary capture (screen picture)",
    ),
    (uid.CTImageStorage, "CT", False, ""),
]


def other(sop_class, modality, has_pixels):
    ds = ct_slice(SOPClassUID=sop_class, Modality=modality)
    if sop_class != uid.CTImageStorage:
        del ds.ImagePositionPatient
    if not has_pixels:
        for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit"):
            del ds[keyword]
    return ds


@pytest.mark.parametrize(("sop_class", "modality", "has_pixels", "kind"), OTHERS)
def test_alone_it_is_refused_by_name(tmp_path, sop_class, modality, has_pixels, kind):
    path = write(other(sop_class, modality, has_pixels), tmp_path / "thing.dcm")
    with pytest.raises(NoSeriesError) as error:
        discover([path])
    reason = sentences.headers.not_ct(kind) if kind else sentences.headers.no_pixels()
    assert error.value.code == reason.code
    assert str(error.value) == sentences.files.no_ct_series_because(reason, "thing.dcm")


def test_the_ct_beside_all_of_them_opens_and_each_kind_has_one_line(tmp_path):
    write_all([ct_slice(z) for z in range(3)], tmp_path / "ct")
    for number, (sop_class, modality, has_pixels, _) in enumerate(OTHERS):
        write(other(sop_class, modality, has_pixels), tmp_path / "other" / f"X{number:02d}")
    found = discover([tmp_path])
    assert [one.n_slices for one in found.candidates] == [3]
    assert len({line.reason for line in found.exclusions}) == len(found.exclusions)
    assert sum(line.count for line in found.exclusions) == len(OTHERS)
    assert Exclusion("X00", sentences.headers.not_ct("MR spectroscopy")) in found.exclusions


@pytest.mark.parametrize(
    ("sop_class", "modality"), [(uid.CTImageStorage, "MR"), (uid.MRImageStorage, "CT")]
)
def test_a_kind_that_contradicts_its_modality_is_set_aside(tmp_path, sop_class, modality):
    with pytest.raises(NoSeriesError) as error:
        discover([write(other(sop_class, modality, True), tmp_path / "thing.dcm")])
    assert error.value.code == "kind_contradicts"


def test_an_mr_slice_in_a_ct_series_is_no_part_of_it(tmp_path):
    write_all([ct_slice(z) for z in range(9)], tmp_path)
    odd = ct_slice(9.0, SOPClassUID=uid.MRImageStorage, Modality="MR", SOPInstanceUID="1.2.3.99")
    write(odd, tmp_path / "MR")
    found = discover([tmp_path])
    assert [(one.tags.modality, one.n_slices) for one in found.candidates] == [("CT", 9)]
    assert found.exclusions == (Exclusion("MR", sentences.series.other_kind("MR")),)


def test_ct_without_a_modality_opens(tmp_path):
    assert discover([write(ct_slice(Modality=None), tmp_path / "a")]).candidates


def test_ct_with_a_blank_sop_class_opens(tmp_path):
    path = write(ct_slice(SOPClassUID="1.1.1.1"), tmp_path / "a")
    path.write_bytes(path.read_bytes().replace(b"1.1.1.1\0", b"\0" * 8))
    assert discover([path]).candidates


def test_a_matrix_beyond_any_scanner_is_refused(tmp_path):
    path = write(ct_slice(pixels=np.zeros((1, 5000), np.uint16)), tmp_path / "wide")
    with pytest.raises(NoSeriesError) as error:
        discover([path])
    assert error.value.code == "matrix_too_large"
    assert sentences.headers.matrix_too_large(5000, 1, 4096) in str(error.value)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Rows": 0}, "no_matrix_size"),
        ({"BitsAllocated": 12}, "impossible_bits"),
        ({"BitsStored": 20}, "impossible_bits"),
        ({"Rows": 5}, "too_few_pixels"),
        ({"NumberOfFrames": 2}, "too_few_pixels"),
    ],
)
def test_a_header_that_contradicts_itself_is_refused(tmp_path, changes, code):
    ds = ct_slice()
    path = tmp_path / "odd"
    for keyword, value in changes.items():
        setattr(ds, keyword, value)
    write(ds, path)
    with pytest.raises(NoSeriesError) as error:
        discover([path])
    assert error.value.code == code
