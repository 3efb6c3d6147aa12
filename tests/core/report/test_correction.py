"""A report on outlines that a reader corrected."""

from __future__ import annotations

import pytest

from core.annotation import Finding
from core.annotation import sentences as annotation_sentences
from core.correction import corrected
from core.correction import sentences as correction_sentences
from core.report import sentences
from tests.core.correction.made import erased_on
from tests.core.known_network import small_livers
from tests.core.report.made_case import analysed, report, volume_with_lesion
from tests.core.report.pdf_text import pages_of

NAME = {"patient_name": "Quarrington^Ottilie", "patient_id": "PID-88123"}


@pytest.fixture(scope="module")
def analysis():
    return analysed(volume_with_lesion(), **NAME)


def text_of(analysis, **options) -> str:
    return " ".join(pages_of(report(analysis, **options)))


def test_it_follows_the_reader_and_says_so_with_the_models_own(analysis):
    with small_livers():
        better = corrected(analysis, erased_on(analysis, 3, kind="hcc", certainty="probable"))
    text = text_of(better)
    assert annotation_sentences.corrected() in text
    # 160 voxels of 11.25 mm³, 80 of them left; the liver has 6400.
    assert sentences.lesions_outlined(1, "1 malignant-looking", "0.90 mL", "1.3 %") in text
    assert (
        correction_sentences.models_own(
            "72.0 mL", 1, "1.8 mL", "2.5 %", "Malignant-looking", "p(malignant) 0.67"
        )
        in text
    )
    assert sentences.named_finding(1, "Hepatocellular carcinoma", "Probable", "") in text
    assert "Contours are corrected by a reader" in text
    assert annotation_sentences.corrected() not in text_of(analysis)
    assert "Contours are the model's" in text_of(analysis)


def test_a_rejected_finding_is_named_and_a_note_clears_the_patients_name(analysis):
    note = "See the MR of Ottilie."
    with small_livers():
        better = corrected(analysis, erased_on(analysis, 3, rejected="vessel", note=note))
    text = text_of(better)
    assert sentences.no_lesion() in text
    assert sentences.rejected_finding(1, "Vessel", True, "See the MR of [removed].") in text
    assert "Ottilie" not in text
    assert "Ottilie" in text_of(better, include_name=True)


def test_numbers_of_findings_need_not_be_places(analysis):
    """A second lesion with a number far above the count: the key images find it."""
    with small_livers():
        annotation = erased_on(analysis, 3)
        annotation.voxels[4, 40:44, 40:44] = 101
        better = corrected(
            analysis,
            type(annotation)(annotation.voxels, (*annotation.findings, Finding(100, kind="cyst"))),
        )
    text = text_of(better)
    assert "Lesion 100" in text
    assert "lesions 100" in text or "lesion 100" in text
