"""What isn't CT is set aside by name, and the CT beside it opens."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom import uid

from core.dicom import Exclusion, discover
from core.errors import NoSeriesError
from tools.mock_dicom.mock_slice import ct_slice, write, write_all

#: (SOP class, modality, whether it has pixels, the reason shown)
OTHERS = [
    (uid.MRImageStorage, "MR", True, "MR image, not CT"),
    (uid.EnhancedMRImageStorage, "MR", True, "MR image, not CT"),
    (uid.UltrasoundImageStorage, "US", True, "ultrasound image, not CT"),
    (uid.PositronEmissionTomographyImageStorage, "PT", True, "PET image, not CT"),
    (uid.RTStructureSetStorage, "RTSTRUCT", False, "radiotherapy structure set (RTSTRUCT), not CT"),
    (uid.RTDoseStorage, "RTDOSE", True, "radiotherapy dose (RTDOSE), not CT"),
    (uid.ComprehensiveSRStorage, "SR", False, "structured report (SR), not CT"),
    (uid.XRayRadiationDoseSRStorage, "SR", False, "structured report (SR), not CT"),
    (uid.SegmentationStorage, "SEG", True, "segmentation (SEG), not CT"),
    (uid.EncapsulatedPDFStorage, "DOC", False, "PDF document, not CT"),
    (uid.EncapsulatedPDFStorage, "CT", False, "PDF document, not CT"),
    (uid.ComputedRadiographyImageStorage, "CR", True, "radiograph, not CT"),
    (uid.GrayscaleSoftcopyPresentationStateStorage, "PR", False, "presentation state, not CT"),
    (uid.KeyObjectSelectionDocumentStorage, "KO", False, "structured report (SR), not CT"),
    (uid.SecondaryCaptureImageStorage, "OT", True, "secondary capture (screen picture), not CT"),
    (uid.SecondaryCaptureImageStorage, "CT", True, "secondary capture (screen picture), not CT"),
    (uid.CTImageStorage, "MR", True, "MR image, not CT"),
    (uid.CTImageStorage, "CT", False, "CT object without pixels"),
]


def other(sop_class, modality, has_pixels):
    ds = ct_slice(SOPClassUID=sop_class, Modality=modality)
    if sop_class != uid.CTImageStorage:
        del ds.ImagePositionPatient
    if not has_pixels:
        for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit"):
            del ds[keyword]
    return ds


@pytest.mark.parametrize(("sop_class", "modality", "has_pixels", "reason"), OTHERS)
def test_alone_it_is_refused_by_name(tmp_path, sop_class, modality, has_pixels, reason):
    path = write(other(sop_class, modality, has_pixels), tmp_path / "thing.dcm")
    with pytest.raises(NoSeriesError) as error:
        discover([path])
    assert str(error.value) == f"No CT series in thing.dcm: {reason}."


def test_the_ct_beside_all_of_them_opens_and_each_kind_has_one_line(tmp_path):
    write_all([ct_slice(z) for z in range(3)], tmp_path / "ct")
    for number, (sop_class, modality, has_pixels, _) in enumerate(OTHERS):
        write(other(sop_class, modality, has_pixels), tmp_path / "other" / f"X{number:02d}")
    found = discover([tmp_path])
    assert [one.n_slices for one in found.candidates] == [3]
    assert len({line.reason for line in found.exclusions}) == len(found.exclusions)
    assert sum(line.count for line in found.exclusions) == len(OTHERS)
    assert Exclusion("X00", "MR image, not CT", 3) in found.exclusions


def test_ct_without_a_modality_opens(tmp_path):
    assert discover([write(ct_slice(Modality=None), tmp_path / "a")]).candidates


def test_ct_with_a_blank_sop_class_opens(tmp_path):
    path = write(ct_slice(SOPClassUID="1.1.1.1"), tmp_path / "a")
    path.write_bytes(path.read_bytes().replace(b"1.1.1.1\0", b"\0" * 8))
    assert discover([path]).candidates


def test_a_matrix_beyond_any_scanner_is_refused(tmp_path):
    path = write(ct_slice(pixels=np.zeros((1, 5000), np.uint16)), tmp_path / "wide")
    with pytest.raises(NoSeriesError, match="matrix of 5000 x 1 pixels, over the limit of 4096"):
        discover([path])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Rows": 0}, r"no matrix size \(Rows, Columns\)"),
        ({"BitsAllocated": 12}, "12 bits|of 12 a pixel"),
        ({"BitsStored": 20}, "20 bits of 16 a pixel"),
        ({"Rows": 5}, "fewer pixels than its header announces"),
        ({"NumberOfFrames": 2}, "multi-frame object without positions|fewer pixels"),
    ],
)
def test_a_header_that_contradicts_itself_is_refused(tmp_path, changes, reason):
    ds = ct_slice()
    path = tmp_path / "odd"
    for keyword, value in changes.items():
        setattr(ds, keyword, value)
    write(ds, path)
    with pytest.raises(NoSeriesError, match=reason):
        discover([path])
