"""What the PDF says of a series that is not assessable, and of one whose sizes can't be."""

from __future__ import annotations

from core.pipeline import analyze
from core.report import sentences
from tests.core.known_network import hu_series
from tests.core.measurements.made import ruler
from tests.core.report.made_case import MODEL, analysed, report, volume_with_lesion
from tests.core.report.pdf_text import pages_of


def test_what_is_not_assessable_is_the_headline_and_marked_on_every_part():
    analysis = analysed(volume_with_lesion(), body_part="HEAD")
    assert analysis.patient.reasons == ("body_part",)
    text = " ".join(pages_of(report(analysis)))
    assert "Not assessable" in text
    assert "Malignant-looking" not in text.split("Findings")[0]
    assert sentences.not_assessable("another part of the body") in text
    # Findings, the chart, the key images and the table of lesions.
    assert text.count(sentences.outside()) == 4
    # Each of the five rules says the same.
    assert text.count("Not assessable") >= 6
    assert "0.67" in text  # still to be looked at


def test_wrong_sizes_are_marked_wherever_a_size_stands():
    # 600 mm from slice to slice.
    analysis = analyze(hu_series(volume_with_lesion(), (600.0, 1.5, 1.5)), MODEL, engine="torch")
    text = " ".join(pages_of(report(analysis, measurements=[ruler()])))
    assert sentences.not_assessable("no image of a liver has such sizes") in text
    assert text.count(sentences.outside(sizes_too=True)) == 4
    assert text.count(sentences.sizes_untrusted()) == 1
    assert text.index(sentences.sizes_untrusted()) < text.index("50.0 mm")


def test_what_is_assessable_is_not_marked():
    text = " ".join(pages_of(report(analysed(volume_with_lesion()), measurements=[ruler()])))
    assert sentences.outside() not in text
    assert sentences.sizes_untrusted() not in text
