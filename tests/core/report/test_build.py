"""The PDF as its reader finds it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from reportlab.graphics.shapes import Rect

from core import DISCLAIMER, __version__
from core.cautions import Caution
from core.cautions.sentences import no_liver
from core.pipeline import analyze
from core.report import content_id, sentences
from core.report.key_slices import key_slices
from core.report.paper import CLASS_COLOURS, GREYED
from core.report.risk_chart import chart
from core.report.verdict import bars, headline_colour
from tests.core.known_network import LIVER_HU, MALIGNANT_HU, block_volume, hu_series, known_model
from tests.core.measurements.made import ellipse, ruler
from tests.core.report.made_case import MADE_AT, MODEL, analysed, report, volume_with_lesion
from tests.core.report.pdf_text import metadata_of, pages_of

NAME = {"patient_name": "Quarrington^Ottilie", "patient_id": "PID-88123"}


@pytest.fixture(scope="module")
def analysis():
    return analysed(volume_with_lesion(), study_date="20240307", series_description="Portal")


@pytest.fixture(scope="module")
def pages(analysis):
    return pages_of(report(analysis, subject="Subject 3f9a21c4"))


def test_notice_version_date_subject_and_page_number_on_every_page(pages):
    assert len(pages) >= 2
    for number, text in enumerate(pages, start=1):
        assert DISCLAIMER in text
        assert f"LiverLens {__version__} · 2026-03-04 05:06 UTC" in text
        assert f"{number} / {len(pages)}" in text
        assert "LiverLens report · Subject 3f9a21c4" in text
        assert "CT, 2024-03-07" in text


def test_the_first_page_has_verdict_facts_cautions_and_findings(pages, analysis):
    first = pages[0]
    # p(malignant) of the slices is 0.95, 0.95 and 0.1; the mean of the top three is 0.67.
    assert "Malignant-looking" in first
    assert "0.67" in first
    assert "Rule: top-3 mean over liver slices, not calibrated." in first
    assert "Thresholds: malignant 0.50, benign 0.50, normal 0.50." in first
    assert sentences.no_interval() in first
    assert "5, 5 mm apart, covering 25 mm" in first
    assert "64 × 64 pixels of 1.50 × 1.50 mm" in first
    assert analysis.cautions
    for sentence in (caution.sentence for caution in analysis.cautions):
        assert sentence in first
    # 40 x 40 pixels of 2.25 mm² on four slices of 5 mm.
    assert sentences.liver_outlined("72.0 mL", "slices 2–5", 5) in first
    assert sentences.lesions_outlined(1, "1 malignant-looking", "1.8 mL", "2.5 %") in first
    assert "55 ± 0 HU" in first
    assert sentences.highest_slice("p(malignant)", "0.95", "3") in first


def test_the_table_the_rules_and_the_model(pages, analysis):
    text = " ".join(pages)
    (lesion,) = analysis.lesions
    size = f"{lesion.diameter_mm:.1f} × {lesion.short_axis_mm:.1f}"
    assert f"1 malignant 1.8 {size} 55 ± 0 3–4 1.00 1.00" in text
    assert "> 20 HU" in text
    assert "measured on slice 3" in text
    assert "In use: top-3 mean over liver slices, not calibrated" in text
    assert "highest of the liver slices, not calibrated 0.95" in text
    assert analysis.weights_sha256 in text
    assert "Test figures not measured." in text  # the known network has no card


def test_there_is_a_reason_where_there_is_no_heatmap(analysis, pages):
    assert "No heatmaps: " in " ".join(pages)
    asked_not = " ".join(pages_of(report(analysis, heatmaps_wanted=False)))
    assert sentences.heatmaps_not_asked() in asked_not


def test_the_same_input_gives_the_same_bytes_dated_as_told(analysis):
    first, second = report(analysis), report(analysis)
    assert first == second
    assert metadata_of(first)["CreationDate"].startswith("D:20260304050600")
    later = report(analysis, made_at=MADE_AT.replace(year=2027))
    assert later != first


def test_the_content_is_known_again_whenever_it_was_made(analysis):
    first = report(analysis)
    later = report(analysis, made_at=MADE_AT.replace(year=2027))
    assert content_id(later) == content_id(first)
    (lesion,) = analysis.lesions
    darker = replace(analysis, lesions=(replace(lesion, mean_hu=33.0),))
    others = [report(darker), report(analysis, heatmaps_wanted=False), b"another's %PDF"]
    assert len({content_id(pdf) for pdf in (first, *others)}) == 4


def planted():
    series = hu_series(
        volume_with_lesion(),
        series_description="Portal QUARRINGTON",
        study_description="for Ottilie, pid-88123",
        **NAME,
    )
    told = {"A slice is damaged (OQ_88123.dcm).": "A slice is damaged."}
    warnings = ("quarrington_001.dcm: was read twice.", *told)
    series = replace(series, warnings=warnings, nameless=told)
    return analyze(series, MODEL, engine="torch")


def test_no_name_anywhere_unless_asked_for():
    pdf = report(planted())
    text = " ".join([*pages_of(pdf), *metadata_of(pdf).values()]).lower()
    for secret in ("quarrington", "ottilie", "pid-88123", "oq_88123"):
        assert secret not in text
        assert secret.encode() not in pdf.lower()
    assert "patient not named" in text
    assert "portal [removed]" in text


def test_the_name_on_every_page_where_it_was_asked_for_and_never_in_the_metadata():
    pdf = report(planted(), include_name=True, subject="Subject 3f9a21c4")
    for text in pages_of(pdf):
        assert "Quarrington, Ottilie · PID-88123" in text
        assert "3f9a21c4" not in text
    assert "Quarrington" not in " ".join(metadata_of(pdf).values())


def test_a_healthy_liver():
    text = " ".join(pages_of(report(analysed(block_volume(6)))))
    assert "No lesion was outlined." in text
    assert "the highest p(malignant) of the liver" in text


def test_no_liver():
    volume = block_volume(4)
    volume[volume == LIVER_HU] = -90  # fat in air
    text = " ".join(pages_of(report(analysed(volume))))
    assert sentences.not_assessable("no liver was found") in text
    assert sentences.no_liver() in text
    assert no_liver() in text
    assert "slice 3 of 4, the middle of the series" in text


def test_one_slice():
    volume = np.full((1, 64, 64), 250, np.int16)
    volume[0, 10:50, 10:50] = LIVER_HU
    volume[0, 20:30, 24:32] = MALIGNANT_HU
    text = " ".join(pages_of(report(analysed(volume))))
    assert "1, 5 mm apart, covering 5 mm" in text
    assert "outlined on slice 1 of 1" in text


def test_a_lesion_cut_by_the_edge_says_so_in_words_and_table():
    volume = volume_with_lesion(4)  # its last slice is the last one
    text = " ".join(pages_of(report(analysed(volume))))
    assert "Lesion 1, malignant-looking, cut by the edge of the volume: ≥ " in text
    assert "≥ 1.8" in text
    assert "≥: the edge of the volume cuts the lesion." in text
    assert "cut by the edge: sizes are lower bounds" in text


def many_lesions(count: int = 60):
    """Lesions of 5 x 5 pixels on slices of their own, three rows of three on each."""
    per_slice = 9
    volume = block_volume(2 * -(-count // per_slice) + 2)
    for number in range(count):
        at, place = divmod(number, per_slice)
        row, column = 13 + 12 * (place // 3), 13 + 12 * (place % 3)
        volume[2 * at + 2, row : row + 7, column : column + 7] = MALIGNANT_HU
    return analysed(volume)


def test_sixty_lesions_flow_over_pages_under_repeated_headings():
    analysis = many_lesions()
    assert len(analysis.lesions) == 60
    pages = pages_of(report(analysis))
    with_table = [
        text for text in pages if "# Looks mL mm HU Slices p(lesion) p(malignant)" in text
    ]
    assert len(with_table) >= 2
    told = " ".join(pages)
    assert all(f" {number} malignant 0.55" in told for number in range(1, 61))
    assert sentences.smaller_lesions(57) in told


def test_a_very_long_caution_and_reason_flow_over_pages(analysis):
    endless = "Word " * 1500 + "x" * 3000 + " end of it."
    patient = replace(analysis.patient, needs_review=True, review_reason="Because. " * 900)
    long = replace(analysis, cautions=(Caution("noise", endless),), patient=patient)
    text = " ".join(pages_of(report(long)))
    assert "Needs review. Because." in text
    assert "A grainy image: Word" in text
    assert "end of it." in text


def test_markup_and_letters_that_the_font_lacks_are_harmless():
    odd = "<b>&amp; 肝臓\U0010ffff \x00 fin"
    text = pages_of(report(analysed(volume_with_lesion(), series_description=odd)))[0]
    assert "<b>&amp; " in text
    assert "[U+10FFFF]" in text
    assert "fin" in text


def test_intervals_and_review_are_told():
    series = hu_series(volume_with_lesion())
    analysis = analyze(series, known_model(), engine="torch", views=2)
    interval = {"malignant": (0.41, 0.72), "benign": (0.1, 0.2), "normal": (0.2, 0.3)}
    patient = replace(
        analysis.patient, interval=interval, needs_review=True, review_reason="It crosses."
    )
    text = " ".join(pages_of(report(replace(analysis, patient=patient))))
    assert "0.67 (0.41–0.72)" in text
    assert "Needs review. It crosses." in text
    assert sentences.what_is_shaded(2) in text


@pytest.mark.parametrize("reasons", [(), ("arterial",)])
def test_bars_are_grey_only_where_they_say_nothing(analysis, reasons):
    category = "not_assessable" if reasons else "malignant"
    patient = replace(analysis.patient, category=category, reasons=reasons)
    fills = {shape.fillColor for shape in bars(patient, 200).contents if isinstance(shape, Rect)}
    assert (GREYED in fills) is bool(reasons)
    assert (CLASS_COLOURS["malignant"] in fills) is not bool(reasons)


@pytest.mark.parametrize(("severity", "is_green"), [(None, True), ("note", True), ("warn", False)])
def test_normal_is_green_only_without_a_warning(analysis, severity, is_green):
    cautions = (Caution("noise", "Grainy.", severity),) if severity else ()
    normal = replace(analysis, patient=replace(analysis.patient, category="normal"))
    colour = headline_colour(replace(normal, cautions=cautions))
    assert (colour == CLASS_COLOURS["normal"]) is is_green


def test_not_assessable_is_never_green(analysis):
    patient = replace(analysis.patient, category="not_assessable", reasons=("noise",))
    colour = headline_colour(replace(analysis, patient=patient))
    assert colour == CLASS_COLOURS["not_assessable"] != CLASS_COLOURS["normal"]
    assert colour.red > colour.green


def test_the_chart_is_grey_where_the_scores_say_nothing(analysis):
    def has_colour(one) -> bool:
        shapes = chart(one, key_slices(one)).contents
        drawn = [
            getattr(shape, name, None) for shape in shapes for name in ("fillColor", "strokeColor")
        ]
        found = [colour for colour in drawn if colour is not None]
        # A grey's channels hardly differ.
        return any(max(colour.rgb()) - min(colour.rgb()) > 0.15 for colour in found)

    assert has_colour(analysis)
    patient = replace(analysis.patient, category="not_assessable", reasons=("noise",))
    assert not has_colour(replace(analysis, patient=patient))


def test_what_the_reader_measured_is_a_table_of_its_own(analysis, pages):
    assert sentences.who_measured() not in " ".join(pages)
    text = " ".join(pages_of(report(analysis, measurements=(ruler(), ellipse()))))
    assert sentences.who_measured() in text
    # Name, kind, place and value of each.
    assert "Name Kind Where Value Ruler 1 Ruler slice 3 50.0 mm" in text
    assert "Portal vein Ellipse coronal, y −12.0 mm, MIP 10 mm" in text
    assert "103 ± 12 HU · −60 to 140 HU · 1,235 mm²" in text


def test_two_hundred_measurements_flow_over_pages_under_repeated_headings(analysis):
    many = tuple(ruler(id=f"m{number}", number=number) for number in range(1, 201))
    texts = pages_of(report(analysis, measurements=many))
    assert sum("Name Kind Where Value" in text for text in texts) >= 4
    assert sum(text.count("50.0 mm") for text in texts) == 200
