"""A model reads the kind of image that it was made for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.cli import main
from core.errors import UsageError
from core.inference import predict, slice_mask
from core.models import ModelCard, cards_for, require_modality
from core.preprocessing import PreprocessingConfig
from tests.core.known_network import block_volume, hu_series, known_model
from tools.mock_dicom.mock_slice import write_all
from tools.mock_dicom.mr_slices import stack


def card(name: str, **more: object) -> ModelCard:
    return ModelCard(name, "resnet18", Path(f"{name}.pth"), "0", {"name": name, **more})


def test_a_card_that_says_nothing_reads_ct():
    cards = {one.name: one for one in (card("a"), card("b", modality="MR"), card("c"))}
    assert list(cards_for(cards, "CT")) == list(cards_for(cards, "")) == ["a", "c"]
    assert list(cards_for(cards, "MR")) == ["b"]


def test_the_checkpoint_says_it():
    model = known_model()
    require_modality(model, "CT")
    require_modality(model, "")
    of_mr = replace(model, preprocessing=PreprocessingConfig(size=64, modality="MR"))
    require_modality(of_mr, "MR")
    for one, modality in ((model, "MR"), (of_mr, "CT")):
        with pytest.raises(UsageError) as error:
            require_modality(one, modality)
        assert error.value.code == "other_modality"


@pytest.mark.parametrize("ask", [predict, lambda series, model: slice_mask(model, series, 0)])
def test_no_ct_model_looks_at_mr(ask):
    with pytest.raises(UsageError) as error:
        ask(hu_series(block_volume(2), modality="MR"), known_model())
    assert error.value.code == "other_modality"


def test_the_command_line_says_so(tmp_path, capsys):
    folder = write_all(stack(), tmp_path / "mr")
    assert main(["analyze", str(folder), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err.strip()
    assert "the series is MR: no model for MR is shipped" in said and "\n" not in said
    assert not (tmp_path / "out").exists()
