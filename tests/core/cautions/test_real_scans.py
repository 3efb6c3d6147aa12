"""What is said of real series of other phases, and not of the portal-venous samples."""

from pathlib import Path

import pytest

from core.cautions import measure_phase
from core.cautions.phase import phase_cautions
from core.dicom import load_series
from core.inference import predict
from core.models import DEFAULT_MODEL, load_model
from core.pipeline import analyze

REPO = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def model():
    return load_model(DEFAULT_MODEL)


def test_the_series_without_contrast(shared, model):
    analysis = analyze(load_series([shared("scans/acrin_flt_breast_001")]), model)
    first = analysis.cautions[0]
    assert (first.code, first.severity) == ("non_contrast", "stop")
    patient = analysis.patient
    assert (patient.category, patient.reasons) == ("not_assessable", ("non_contrast",))
    phase = measure_phase(analysis.series, analysis.mask)
    # Unenhanced blood, spleen and liver.
    assert 30 < phase.aorta_hu < 60
    assert 40 < phase.spleen_hu < 60
    assert 50 < phase.liver_hu < 70


def test_the_arterial_chest_series(shared, model):
    analysis = analyze(load_series([shared("scans/cmb_crc_msb_01068")]), model)
    codes = {caution.code for caution in analysis.cautions}
    assert {"other_phase", "partial_liver", "noise"} <= codes
    assert "non_contrast" not in codes
    assert analysis.patient.category == "not_assessable"
    assert analysis.patient.reasons == ("arterial", "partial_liver")
    phase = measure_phase(analysis.series, analysis.mask)
    assert phase.aorta_hu > 250
    assert phase.liver_hu < 70


@pytest.mark.parametrize("case", ["normal", "benign", "malignant"])
def test_the_phantoms_are_portal_venous(case, model):
    series = load_series([REPO / "sample_scans" / case])
    phase = measure_phase(series, predict(series, model).mask)
    assert phase.name == "portal-venous"
    assert phase_cautions(phase, series.tags.contrast_agent) == []
    # What `core.phantom.attenuation` put in: 160, 121 and 110 HU, varied by some HU a patient.
    assert phase.aorta_hu == pytest.approx(160, abs=10)
    assert phase.spleen_hu == pytest.approx(121, abs=5)
    assert phase.liver_hu == pytest.approx(110, abs=8)
