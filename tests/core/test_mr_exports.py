"""Everything that leaves the program about an MR series: nothing speaks of what only CT has."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pydicom
import pytest

from core.annotation import LIVER
from core.annotation_files import Made, PreparedScan, write_nifti, write_prepared, write_seg
from core.attribution.explanation import Explanation
from core.attribution.overlap import Overlap
from core.cautions import NO_PHASE
from core.cli import main
from core.comparison import compare
from core.correction import corrected, from_analysis
from core.dicom_results import dicom_results
from core.export.analysis import lesions_csv, slices_csv
from core.export.comparison import comparison_csv, comparison_report
from core.export.comparison import slices_csv as comparison_slices_csv
from core.export.comparison_picture import comparison_image
from core.export.explanation import explanation_report, overlay_image
from core.export.follow_up import follow_up_csv, follow_up_json
from core.export.report import analysis_report, to_json
from core.fhir.bundle import result_bundle
from core.follow_up import follow_up, scan_of_analysis, scan_of_record
from core.measurements.files import measurements_csv, measurements_json
from core.pipeline import Analysis
from core.report import report_pdf
from core.worklist import Store, record_of, records_csv, records_json
from tests.core.known_network import small_livers
from tests.core.mr_case import LESION, LESION_SIGNAL, MODEL, analysed, measured, mr
from tests.core.report.pdf_text import pages_of

#: Of CT alone, in words, keys and codes.
OF_CT = re.compile(
    r"\bHU\b|_hu\b|\"hu\"|\bhu\b|hnsf|Hounsfield|[Aa]ttenuation|[Pp]ortal|[Aa]rterial"
    r"|[Cc]ontrast|kVp|\b(?<!SNOMED )CT\b|1\.2\.840\.10008\.5\.1\.4\.1\.1\.2\b"
)
WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture(scope="module", params=["axial", "coronal"])
def analysis(request) -> Analysis:
    return analysed(mr(request.param))


def assert_of_mr(text: str) -> None:
    assert text
    assert OF_CT.findall(text) == []


def test_the_case_is_what_it_says(analysis):
    (lesion,) = analysis.lesions
    assert (lesion.label, round(lesion.mean_hu)) == ("malignant", LESION_SIGNAL)
    assert lesion.volume_ml == pytest.approx(2 * 10 * 8 * 5 * 1.5 * 1.5 / 1000)
    assert analysis.mask[LESION].min() == analysis.mask[LESION].max() == 3
    assert analysis.patient.category == "malignant"


def test_tables_and_json(analysis):
    report = to_json(analysis_report(analysis, measured()))
    for text in (report, slices_csv(analysis), lesions_csv(analysis)):
        assert_of_mr(text)
    assert json.loads(report)["lesions"][0]["mean_value"] == LESION_SIGNAL
    assert json.loads(report)["segmentation"]["grid"] == "mr"
    (region,) = json.loads(report)["measurements"]
    assert (region["mean_value"], region["plane"]) == (1416.0, analysis.series.plane)


def test_measurements(analysis):
    unit, plane = analysis.series.unit, analysis.series.plane
    assert_of_mr(measurements_csv(measured(), unit, plane))
    assert_of_mr(measurements_json(measured(), unit, plane))


def test_the_report(analysis):
    text = " ".join(pages_of(report_pdf(analysis, MODEL, measurements=measured(), made_at=WHEN)))
    assert_of_mr(text)
    assert "Liver MR, read by a model" in text
    first = {"axial": "the most inferior", "coronal": "the most anterior"}[analysis.series.plane]
    assert f"Slices count from 1, {first}." in text


def test_dicom_objects(analysis):
    made = dicom_results(analysis, MODEL, measurements=measured(), made_at=WHEN)
    assert {"liverlens-seg.dcm", "liverlens-sr.dcm", "liverlens-report.dcm"} <= set(made.files)
    for content in made.files.values():
        dataset = pydicom.dcmread(io.BytesIO(content))
        if "EncapsulatedDocument" in dataset:
            assert_of_mr(" ".join(pages_of(dataset.EncapsulatedDocument)))
            assert dataset.DocumentTitle.startswith("Liver MR,")
        assert_of_mr(str(dataset))
    for said in made.left_out:
        assert_of_mr(said)


def test_the_bundle(analysis):
    bundle = result_bundle(analysis, b"%PDF-1.4", made_at=WHEN)
    assert_of_mr(json.dumps(bundle))
    study = bundle["entry"][0]["resource"]
    assert study["modality"][0]["code"] == study["series"][0]["modality"]["code"] == "MR"
    assert bundle["entry"][-1]["resource"]["code"]["text"] == "Liver MR, read by a model"


def test_records(analysis, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "worklist.sqlite3"))
    store = Store.open()
    record = replace(
        store.save(record_of(analysis, store.key)), measurements=measured(), lesions=()
    )
    kept = store.get(record.id)
    assert (kept.modality, kept.plane, kept.unit) == ("MR", analysis.series.plane, "")
    for text in (records_json([kept]), records_json([record]), records_csv([kept])):
        assert_of_mr(text)
    # The unit is the series', whether a lesion was found or not.
    (told,) = json.loads(records_json([record]))["records"][0]["measurements"]
    assert (told["mean_value"], told["plane"]) == (1416.0, analysis.series.plane)
    (row,) = csv.DictReader(io.StringIO(records_csv([kept])))
    assert (row["modality"], row["plane"]) == ("MR", analysis.series.plane)
    for words in (["show", str(record.id)], ["show", str(record.id), "--json"], ["list"]):
        assert main(["worklist", *words]) == 0
        assert_of_mr(capsys.readouterr().out)


def test_a_comparison(analysis):
    other = replace(MODEL, name="other", weights_sha256="f" * 64)
    with small_livers():
        comparison = compare(analysis.series, [MODEL, other], heat_target=None, engine="torch")
    assert_of_mr(to_json(comparison_report(comparison)))
    assert_of_mr(comparison_csv(comparison) + comparison_slices_csv(comparison))
    # Liver and what is around it are some 400 apart in signal: told apart by the window.
    shown = np.asarray(comparison_image(comparison).convert("L"))
    assert shown.std() > 20


def test_an_explanation(analysis):
    heat = np.zeros(analysis.series.volume.shape[1:], np.float32)
    explanation = Explanation(
        heatmap=heat,
        scale=1.0,
        method="occlusion",
        target="malignant",
        slice_index=2,
        parameters={},
        probabilities=analysis.probabilities[2],
        overlap=Overlap(None, None, None, None),
    )
    assert_of_mr(to_json(explanation_report(explanation, analysis.series, MODEL)))
    picture = np.asarray(overlay_image(explanation, analysis.series))[..., 0]
    # 1000 is black and 2000 white: the lesion is dark, the liver lighter, the rest nearly white.
    grey = {v: round((s - 1000) * 0.255) for v, s in (("lesion", 1216), ("liver", 1412))}
    assert set(grey.values()) <= set(np.unique(picture).tolist())


def test_a_follow_up(analysis, tmp_path):
    later = scan_of_analysis(analysis, "later", study_date=date(2026, 2, 1))
    store = Store.open(tmp_path / "worklist.sqlite3")
    earlier = scan_of_record(replace(record_of(analysis, store.key), study_date=date(2025, 2, 1)))
    assert (earlier.modality, later.modality) == ("MR", "MR")
    found = follow_up([replace(earlier, patient_key=later.patient_key), later])
    assert_of_mr(follow_up_json(found) + follow_up_csv(found))
    assert "sequence_not_known" in [caution.code for caution in found.cautions]
    of_ct = replace(earlier, patient_key=later.patient_key, modality="CT")
    codes = [caution.code for caution in follow_up([of_ct, later]).cautions]
    assert "different_modalities" in codes and "sequence_not_known" not in codes


def test_what_a_reader_outlined(analysis, tmp_path):
    start = from_analysis(analysis)
    voxels = start.voxels.copy()
    voxels[2, 20:22, 24:32] = LIVER
    annotation = replace(start, voxels=voxels)
    made = Made(annotation, reader="user-00000000000000ad", version=1, created_at=WHEN)
    series = analysis.series
    (seg,) = [one for one in write_seg(made, series, tmp_path / "seg") if one.suffix == ".dcm"]
    assert_of_mr(str(pydicom.dcmread(seg)))
    for path in write_nifti(made, series, tmp_path / "nifti"):
        if path.suffix == ".json":
            assert_of_mr(path.read_text())
    volume = replace(series, instances=())
    for name, of in (("dicom", series), ("volume", volume)):
        scan = PreparedScan("ab", tmp_path, "s", of, annotation.mask())
        table, _ = write_prepared([scan], tmp_path / name)
        (row,) = csv.DictReader(table.open())
        # DICOM says itself what it is.
        assert row["modality"] == ("MR" if name == "volume" else "")
        assert row["phase"] == ""
    with small_livers():
        again = corrected(analysis, annotation)
    assert again.is_corrected and again.phase == NO_PHASE
    # Two of its ten rows on one of its two slices are gone.
    assert again.lesions[0].volume_ml == pytest.approx(0.9 * analysis.lesions[0].volume_ml)
    assert_of_mr(to_json(analysis_report(again)) + lesions_csv(again))
