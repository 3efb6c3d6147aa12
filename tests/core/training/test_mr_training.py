"""From MR slices to a model that analyses an MR series, and nothing but MR."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from core.errors import TrainingDataError, UsageError
from core.export.analysis import lesions_csv
from core.export.report import analysis_report, to_json
from core.models import load_checkpoint, load_model
from core.phantom import make_mr
from core.pipeline import analyze
from core.preprocessing import PreprocessingConfig
from core.training.card import export_model
from core.training.columns import column_of
from core.training.config import TrainingConfig
from core.training.data import SliceDataset, load_slices
from core.training.modality import modality_of, settings_for
from core.training.sampler import SamplingConfig
from core.training.train import run_training
from core.training.validation import validate
from tests.core.known_network import BACKGROUND_HU, LIVER_HU, MALIGNANT_HU, BandNetwork

CONFIG = TrainingConfig(
    backbone="test_efficientnet",
    steps=4,
    evaluate_every=4,
    warmup_steps=1,
    slice_head_batches=0,
    sampling=SamplingConfig(batch_size=4, rows=64, simulated_share=0.4),
    preprocessing=PreprocessingConfig(size=64),
)


@pytest.fixture
def run(slices_file, tmp_path):
    """What `train` leaves of twelve MR slices."""
    data = slices_file(modality=np.full(12, "MR"))
    run_training(CONFIG, data, tmp_path)
    export_model(tmp_path, data, tmp_path / "weights", name="mr", timed=False)
    return tmp_path


def test_the_checkpoint_and_its_card_read_mr_and_say_nothing_of_contrast(run):
    model = load_checkpoint(run / "best.pth")
    assert (model.modality, model.preprocessing.percentiles) == ("MR", (1.0, 99.0))
    assert model.training["config"]["sampling"]["simulated_share"] == 0
    card = json.loads((run / "weights" / "mr.json").read_text())
    assert card["modality"] == "MR"
    assert not {"assessable_phases", "phase_checks", "reach"} & card.keys()
    assert card["metrics"]["groups"]["phase"] is None
    assert card["metrics"]["false_alarms"].keys() == {"by_source"}
    assert "by_phase" not in card["data"]["train"]


def test_the_curve_counts_false_alarms_of_mr_without_a_phase():
    image = np.full((4, 64, 64), BACKGROUND_HU, np.uint8)
    label = np.zeros((4, 64, 64), np.uint8)
    image[:, 10:50, 10:50], label[:, 10:50, 10:50] = LIVER_HU, 1
    # Outlined as a lesion on one of four slices that have none.
    image[0, 20:30, 20:30] = MALIGNANT_HU
    of_ct = SliceDataset(image, label, np.arange(4), np.full(4, "ok"))
    of_mr = replace(of_ct, columns={"modality": np.full(4, "MR")})
    for slices, name in ((of_mr, "alarms"), (of_ct, "alarms_portal")):
        row = validate(BandNetwork(), slices, CONFIG.preprocessing, [])
        assert {key: row[key] for key in row if key.startswith("alarms")} == {name: 0.25}


def test_slices_of_mr_have_no_phase_and_a_file_that_names_one_keeps_it(slices_file):
    of_mr = load_slices(slices_file(modality=np.full(12, "MR")))
    assert set(of_mr.phases.tolist()) == {""}
    with pytest.raises(UsageError) as error:
        column_of(of_mr, "phase")
    assert error.value.code == "no_such_column"
    assert set(load_slices(slices_file()).phases.tolist()) == {"portal"}


def test_it_analyses_an_mr_series_without_a_word_of_hu(run):
    (phantom,) = make_mr("malignant", "t1", n_slices=4, size=64)
    analysis = analyze(phantom.series, load_model("mr", run / "weights"), engine="torch")
    assert analysis.mask.shape == phantom.series.volume.shape
    assert analysis.phase.name == "unclear"
    of_ct = {"modality", "hu_implausible", "non_contrast", "other_phase", "noise", "kernel"}
    assert not of_ct & {caution.code for caution in analysis.cautions}
    report = to_json(analysis_report(analysis)).replace('"uid"', "")
    assert "HU" not in report and "_hu" not in report
    assert "_hu" not in lesions_csv(analysis).splitlines()[0]


def test_slices_of_ct_keep_their_settings_and_a_mixture_is_refused(slices_file):
    assert settings_for(CONFIG, load_slices(slices_file())) is CONFIG
    mixed = np.repeat(["MR", ""], 6)
    with pytest.raises(TrainingDataError) as error:
        modality_of(load_slices(slices_file(modality=mixed)))
    assert error.value.code == "several_modalities"
