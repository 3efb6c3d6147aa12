"""What a segment of a DICOM SEG is, by its name."""

import pytest

from core.dicom.segmentation import BENIGN, LIVER, TUMOUR, segment_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Liver", LIVER),
        ("liver parenchyma", LIVER),
        ("Liver tumor", TUMOUR),
        ("Metastasis 3", TUMOUR),
        ("Hepatic cyst", BENIGN),
        ("liver haemangioma", BENIGN),
        ("Hepatic artery", None),
        ("Kidney tumor", None),
        ("Spleen", None),
        ("", None),
    ],
)
def test_segments_by_name(name, kind):
    assert segment_kind(name) == kind
