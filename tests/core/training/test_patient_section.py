import numpy as np

from core.risk import PatientSettings
from core.training.data import SliceDataset
from core.training.patient_section import choose_for_patients, patient_section
from tests.core.known_network import BACKGROUND_HU, MALIGNANT_HU, block_volume, known_model
from tests.core.training.ten_subjects import CLEAR, scores


def test_what_goes_on_the_card_can_be_read_back():
    section = patient_section(scores(CLEAR), "ab")
    settings = PatientSettings.from_card({"sha256": "ab", "patient": section})
    assert settings.rule == section["rule"] == "top_k_mean"
    assert settings.calibration["top_k_mean"].malignant.n_positive == 4
    assert section["subjects_by_class"] == {"normal": 5, "benign": 1, "malignant": 4}
    assert section["n_slices"] == 50


def validation_slices() -> SliceDataset:
    """One slice of liver for each of eight people; four have a malignant lesion."""
    images = np.repeat(block_volume(2)[1:], 8, axis=0).astype(np.uint8)
    labels = np.zeros(images.shape, np.uint8)
    labels[:, 10:50, 10:50] = 1
    images[:4, 20:30, 24:32], labels[:4, 20:30, 24:32] = MALIGNANT_HU, 3
    return SliceDataset(images, labels, np.arange(8), np.full(8, "ok"))


def test_a_models_own_answers_are_calibrated():
    model = known_model()
    section = choose_for_patients(model, validation_slices())
    assert (section["part"], section["n_subjects"], section["n_slices"]) == ("val", 8, 8)
    settings = PatientSettings.from_card({"sha256": model.weights_sha256, "patient": section})
    curve = settings.calibration[settings.rule].malignant
    assert (curve.n, curve.n_positive) == (8, 4)
    # The network says 0.95 and 0.1; Platt's targets are 5/6 and 1/6.
    assert abs(curve(0.95) - 5 / 6) < 0.01
    assert abs(curve(0.1) - 1 / 6) < 0.01
    # Nobody is benign: no curve.
    assert settings.calibration[settings.rule].benign is None


def test_nothing_is_chosen_where_the_model_finds_no_liver():
    slices = validation_slices()
    slices.image[:] = BACKGROUND_HU
    assert choose_for_patients(known_model(), slices) is None
