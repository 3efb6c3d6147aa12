import json

import nibabel
import numpy as np
import pytest

from core.cli import main, sentences


@pytest.fixture(autouse=True)
def untrained(weights_dir, monkeypatch):
    monkeypatch.setenv("LIVERLENS_WEIGHTS_DIR", str(weights_dir))


def arguments(nifti, out, *more):
    return ["explain", str(nifti), "--out", str(out), "--target", "malignant", *more]


def test_the_volume_holds_the_map_of_each_slice(nifti, tmp_path, capsys):
    assert main(arguments(nifti, tmp_path / "all", "--whole-series")) == 0
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [
        "explanation.json",
        "heatmap.nii.gz",
    ]
    assert "6 slices, " in capsys.readouterr().out
    content = json.loads((tmp_path / "all" / "explanation.json").read_text())
    assert (content["slices"], content["method"]) == ([0, 5], "grad_cam")

    assert main(arguments(nifti, tmp_path / "one", "--slice", "2")) == 0
    one = np.load(tmp_path / "one" / "heatmap.npy")
    volume = np.asarray(nibabel.load(tmp_path / "all" / "heatmap.nii.gz").dataobj)
    assert volume.shape == (64, 64, 6)
    assert one.max() > 0
    third = volume[:, :, 2].T
    assert third == pytest.approx(one, abs=1e-4 * float(one.max()))


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("--whole-series", "--method", "saliency"), sentences.whole_series_only_for("grad_cam")),
        (("--whole-series", "--layer", "attic"), "There is no layer 'attic'"),
        (("--whole-series", "--slice", "2"), "not allowed with argument --whole-series"),
        ((), "one of the arguments --slice --whole-series is required"),
    ],
)
def test_wrong_arguments_are_one_line(nifti, tmp_path, capsys, more, reason):
    try:
        status = main(arguments(nifti, tmp_path / "out", *more))
    except SystemExit as leaving:  # argparse's own way out
        status = leaving.code
    assert status == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert reason in line
