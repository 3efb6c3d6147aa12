import csv
import json
from dataclasses import replace
from pathlib import Path

import nibabel
import numpy as np
import pytest
import torch

from core.cli import main
from core.comparison.sentences import model_named_twice, too_few_models, too_many_models
from core.models import ModelCard
from core.models.sentences import unknown_model
from tests.core.known_network import LIVER_HU, BandNetwork, known_model


class BlindToMalignant(BandNetwork):
    """Takes malignant lesions for liver."""

    def forward(self, slices):
        hu = slices[:, :1] * 255
        return super().forward(torch.where((hu >= 30) & (hu < 80), LIVER_HU / 255, slices))


@pytest.fixture(autouse=True)
def two_models(monkeypatch):
    """`sees` and `blind` stand in for the models on disk."""
    networks = {"sees": BandNetwork, "blind": BlindToMalignant}
    cards = {name: ModelCard(name, "none", Path(f"{name}.pth"), "0" * 64, {}) for name in networks}
    monkeypatch.setattr("core.comparison.names.available_models", lambda: cards)
    monkeypatch.setattr(
        "core.models.load_model", lambda name: replace(known_model(networks[name]()), name=name)
    )


def save_reference(path: Path, **labels) -> Path:
    """Liver as in `nifti`, with its lesion as tumour, on the same grid."""
    codes = np.zeros((6, 64, 64), np.uint8)
    codes[1:, 10:50, 10:50] = labels.get("liver", 1)
    codes[2:4, 20:30, 24:32] = 2
    affine = np.diag([-1.5, -1.5, 5.0, 1.0])
    nibabel.save(nibabel.Nifti1Image(codes.transpose(2, 1, 0), affine), path)
    return path


def arguments(nifti, out, *more) -> list[str]:
    common = ["compare", str(nifti), "--models", "sees, blind", "--out", str(out)]
    return [*common, "--target", "none", *map(str, more)]


def test_the_contracts_files(nifti, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(arguments(nifti, out, "--engine", "torch")) == 0
    content = json.loads((out / "compare.json").read_text())
    assert [model["name"] for model in content["models"]] == ["sees", "blind"]
    assert [model["category"] for model in content["models"]] == ["malignant", "indeterminate"]
    assert content["agreement"][0]["dice_liver"] == 1.0
    assert content["agreement"][0]["dice_lesion"] == 0.0
    assert [one["slice"] for one in content["disagreements"]] == [2, 3]
    assert content["heat"] is None
    with (out / "compare.csv").open() as stream:
        assert [row["n_lesions"] for row in csv.DictReader(stream)] == ["1", "0"]
    assert (out / "compare.png").exists()
    printed = capsys.readouterr()
    assert printed.out.startswith("sees: Malignant-looking, p(malignant) 0.67, 1 lesion, ")
    assert (
        "slice 2: sees malignant, p(malignant) 0.95; blind normal, p(malignant) 0.10"
    ) in printed.out
    assert printed.err == ""


def test_a_reference_scores_both(nifti, tmp_path, capsys):
    reference = save_reference(tmp_path / "truth.nii.gz")
    out = tmp_path / "out"
    assert main(arguments(nifti, out, "--reference", reference)) == 0
    found = json.loads((out / "compare.json").read_text())["reference"]
    assert found["name"] == "truth.nii.gz"
    assert [one["lesion_dice"] for one in found["scores"]] == [1.0, 0.0]
    assert [one["lesion_sensitivity"] for one in found["scores"]] == [1.0, 0.0]
    printed = capsys.readouterr().out
    assert "liver Dice 1.00, lesion Dice 1.00, 1 of 1 lesions found, 0 false" in printed
    assert "Caution: truth.nii.gz: doesn't say what kind its lesions are" in printed


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        ("sees", too_few_models(1, 2, 4)),
        ("", too_few_models(0, 2, 4)),
        ("sees,sees", model_named_twice("sees")),
        ("a,b,c,d,e", too_many_models(5, 4)),
        ("sees,vgg", unknown_model("vgg", ["sees", "blind"])),
    ],
)
def test_models_that_cannot_be_compared(nifti, tmp_path, capsys, models, expected):
    out = tmp_path / "out"
    assert main(["compare", str(nifti), "--models", models, "--out", str(out)]) == 2
    assert capsys.readouterr().err.splitlines() == [f"liverlens: {expected}"]
    assert not out.exists()


def test_a_reference_that_does_not_fit_is_named_and_nothing_is_written(nifti, tmp_path, capsys):
    bad = save_reference(tmp_path / "truth.nii.gz", liver=0)
    out = tmp_path / "out"
    for path, start in (
        (bad, "truth.nii.gz: marks lesions but no liver on this series"),
        (tmp_path / "gone.dcm", "gone.dcm does not exist"),
    ):
        assert main(arguments(nifti, out, "--reference", path)) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"liverlens: {start}")
    assert not out.exists()


def test_a_folder_with_a_file_for_each_organ(nifti, tmp_path, capsys):
    """The liver alone: nothing is printed of lesions, and the rest is named."""
    folder = tmp_path / "segmentations"
    folder.mkdir()
    for name in ("liver.nii.gz", "spleen.nii.gz"):
        image = nibabel.load(save_reference(folder / name))
        codes = np.asarray(image.dataobj)
        codes = (codes > 0) if name.startswith("liver") else (codes == 2)
        nibabel.save(nibabel.Nifti1Image(codes.astype(np.uint8), image.affine), folder / name)
    assert main(arguments(nifti, tmp_path / "out", "--reference", folder)) == 0
    found = json.loads((tmp_path / "out" / "compare.json").read_text())["reference"]
    assert [one["liver_dice"] for one in found["scores"]] == [1.0, 1.0]
    assert {one["false_positives"] for one in found["scores"]} == {None}
    printed = capsys.readouterr().out
    assert "liver Dice 1.00\n" in printed
    assert "lesion Dice" not in printed.split("sees and blind")[0]
    assert "spleen.nii.gz" in printed
