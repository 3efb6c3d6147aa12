"""A model that a user trained, of a family that isn't shipped, from `train` to the pages."""

import numpy as np
import pytest

from core.models import available_models, load_model
from core.models.registry import WEIGHTS_VARIABLE
from core.preprocessing import PreprocessingConfig
from core.training.card import export_model
from core.training.config import TrainingConfig
from core.training.sampler import SamplingConfig
from core.training.train import run_training
from dashboard.screens.explain import page
from dashboard.services import models
from tests.core.training.ten_subjects import slices_of_ten
from tests.dashboard.tiny_case import DEADLINE, finish, session_with
from tests.pages.conftest import html_of

CONFIG = TrainingConfig(
    backbone="swin_tiny_patch4_window7_224",
    decoder_channels=(16, 16, 8, 8, 8),
    steps=2,
    evaluate_every=2,
    warmup_steps=1,
    slice_head_batches=0,
    sampling=SamplingConfig(batch_size=2, rows=32),
    preprocessing=PreprocessingConfig(size=64),
)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """The folder that `train` leaves."""
    folder = tmp_path_factory.mktemp("run")
    data = folder / "slices.npz"
    np.savez(data, **slices_of_ten())
    run_training(CONFIG, data, folder)
    facts = {"summary": "A Swin of our own.", "limits": ["Two steps only."]}
    export_model(folder, data, folder / "weights", name="own", facts=facts, timed=False)
    return folder / "weights"


@pytest.fixture
def open_own(open_app, weights, monkeypatch):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(weights))
    monkeypatch.setattr(models, "model_cards", available_models)
    monkeypatch.setattr(models, "model", lambda card: load_model(card.name))
    monkeypatch.setattr(page, "PATIENCE_SECONDS", DEADLINE)
    return open_app


def test_the_models_page_says_of_it_what_it_says_of_a_shipped_one(open_own):
    app = open_own("models")
    app.segmented_control(key="models-section").set_value("Model card").run()
    assert not app.exception, app.exception
    drawn = html_of(app) + " ".join(element.value for element in app.markdown)
    assert "A Swin of our own." in drawn
    assert "<li>Two steps only.</li>" in drawn
    assert "Patient&#x27;s score" in drawn and "Patient&#x27;s calibration" in drawn


def test_it_is_explained(open_own):
    session = session_with()
    app = open_own("explain", session)
    finish(session)
    app.run()
    assert not app.exception, app.exception
    assert "Slice 4" in html_of(app)
