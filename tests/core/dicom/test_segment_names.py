"""What an outline is: by its name, and by everything that a segment of a SEG says."""

import pytest

from core.dicom.segment_names import BENIGN, LIVER, OTHER, TUMOUR, kind_of, read_name, segment_kind
from tools.mock_dicom.seg_file import code, item, segment

LIVER_CODE, COLON_CODE = "10200004", "71854001"
#: Of the property category.
ANATOMICAL, ALTERED = "123037004", "49755003"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Liver", LIVER),
        ("liver parenchyma", LIVER),
        ("Liver segmentation", LIVER),
        ("segmented_liver", LIVER),
        ("Leber", LIVER),
        ("H\u00edgado", LIVER),
        ("non-tumoral liver", LIVER),
        ("Liver without tumor", LIVER),
        ("liver_and_tumors", LIVER),
        ("Liver tumor", TUMOUR),
        ("livertumor01", TUMOUR),
        ("LiverTumor", TUMOUR),
        ("Metastasis 3", TUMOUR),
        ("lesion in segment 8", TUMOUR),
        ("Colorectal liver metastases", TUMOUR),
        ("adenocarcinoma", TUMOUR),
        ("Liver mets", TUMOUR),
        ("livermets_2", TUMOUR),
        ("lever", LIVER),
        ("\u809d\u81d3", LIVER),  # liver, in Japanese and Chinese
        ("\u809d\u816b\u760d", TUMOUR),  # tumour of the liver
        ("\u809d\u8840\u7ba1\u7624", BENIGN),  # haemangioma of the liver
        ("\u809d\u9759\u8109", None),  # hepatic vein
        ("\u043f\u0435\u0447\u0435\u043d\u044c", LIVER),  # liver, in Russian
        ("liver abscess", BENIGN),
        ("H\u00e4mangiom", BENIGN),
        ("PTV_liver", None),
        ("Hepatic cyst", BENIGN),
        ("liver haemangioma", BENIGN),
        ("FNH", BENIGN),
        ("Hepatic artery", None),
        ("liver_vessels", None),
        ("liver segment 4", None),
        ("Left lobe", None),
        ("hepatic flexure", None),
        ("cystic duct", None),
        ("Tumor thrombus", None),
        ("Kidney tumor", None),
        ("kidney_cyst_left", None),
        ("lung_nodules", None),
        ("Colon tumor", None),
        ("Muscle mass", None),
        ("Spleen", None),
        ("Segment_1", None),
        ("", None),
    ],
)
def test_names(name, kind):
    assert segment_kind(name) == kind


def test_a_name_that_says_nothing_is_not_one_of_something_else():
    assert read_name("Segment_1").kind is read_name("mask").kind is read_name("").kind is None
    assert read_name("spleen").kind == read_name("portal vein").kind == OTHER


def test_the_outer_rim_of_a_test_is_no_uterus():
    """Names of organs are not looked for inside other words."""
    assert segment_kind("tumor outer rim") == TUMOUR
    assert segment_kind("liver_test_computed_corrected") == LIVER


@pytest.mark.parametrize(
    ("label", "more", "kind"),
    [
        ("Liver segmentation", {}, LIVER),
        ("Segment_1", {"meaning": "Foie", "value": LIVER_CODE}, LIVER),
        ("Segment_1", {"meaning": "Liver"}, LIVER),
        ("Anatomical Structure", {"SegmentDescription": "Liver"}, LIVER),
        ("Morphologically Altered Structure", {"SegmentDescription": "Mass"}, TUMOUR),
        # The label goes first, then the type, then the description.
        ("Portal vein", {"meaning": "Liver", "value": LIVER_CODE}, None),
        ("Left lobe", {"meaning": "Liver", "value": LIVER_CODE}, None),
        ("Segment_1", {"meaning": "Spleen", "SegmentDescription": "beside the liver"}, None),
        ("Tumor", {"meaning": "Liver", "value": LIVER_CODE}, TUMOUR),
        # Neoplasm, lesion: the code is the same in every language.
        ("1", {"meaning": "Neubildung", "value": "108369006"}, TUMOUR),
        ("1", {"meaning": "Niere", "value": "64033007"}, None),
        # Where it is.
        ("Colon tumor", {"meaning": "Neoplasm"}, None),
        ("Lesion 2", {"SegmentDescription": "mass in the left kidney"}, None),
        ("Lesion", {"AnatomicRegionSequence": [code("Colon", COLON_CODE)]}, None),
        ("Lesion", {"AnatomicRegionSequence": [code("Dickdarm", COLON_CODE)]}, None),
        ("Lesion", {"PrimaryAnatomicStructureSequence": [code("Kidney")]}, None),
        ("Lesion", {"AnatomicRegionSequence": [code("Leber", LIVER_CODE)]}, TUMOUR),
        ("Liver lesion", {"SegmentDescription": "touches the right kidney"}, TUMOUR),
    ],
)
def test_segments(label, more, kind):
    assert kind_of(segment(1, label, **more)) == kind


@pytest.mark.parametrize(
    ("value", "scheme"),
    [(LIVER_CODE, "SCT"), ("T-62000", "SRT"), ("T-62000", "SNM3"), ("7197", "FMA")],
)
def test_the_liver_in_other_code_systems(value, scheme):
    types = [code("?", value, scheme)]
    assert kind_of(item(SegmentLabel="1", SegmentedPropertyTypeCodeSequence=types)) == LIVER


@pytest.mark.parametrize(
    ("category", "region", "kind"),
    [
        (ANATOMICAL, LIVER_CODE, LIVER),
        (ALTERED, LIVER_CODE, TUMOUR),
        (ALTERED, COLON_CODE, None),
        ("85756007", LIVER_CODE, None),
    ],
)
def test_a_region_with_nothing_but_a_category(category, region, kind):
    one = item(
        SegmentLabel="Segment_1",
        SegmentedPropertyCategoryCodeSequence=[code("?", category)],
        AnatomicRegionSequence=[code("?", region)],
    )
    assert kind_of(one) == kind


def test_a_segment_that_says_nothing_at_all():
    assert kind_of(item(SegmentNumber=1)) is None
