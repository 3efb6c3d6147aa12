import json

import nibabel
import numpy as np
import pytest

from core.attribution import METHODS
from core.cli import main

QUICK = {
    "integrated_gradients": ["steps=4"],
    "gradient_shap": ["samples=2", "noise=0"],
    "occlusion": ["window=32", "stride=32"],
    "feature_ablation": ["superpixels=4"],
    "kernel_shap": ["superpixels=4", "samples=40"],
}
#: The untrained network of these tests activates with SiLU.
STOPPED = {"guided_backprop", "guided_grad_cam"}


@pytest.fixture
def untrained(weights_dir, monkeypatch):
    monkeypatch.setenv("LIVERLENS_WEIGHTS_DIR", str(weights_dir))


def explain(nifti, out, *more, method="saliency", target="malignant"):
    words = ["explain", str(nifti), "--slice", "2", "--target", target, "--method", method]
    return main([*words, "--quality", "none", "--out", str(out), *more])


@pytest.mark.parametrize("method", METHODS)
def test_every_method_by_its_name(untrained, nifti, tmp_path, capsys, method):
    settings = [word for pair in QUICK.get(method, ()) for word in ("--parameter", pair)]
    status = explain(nifti, tmp_path / "out", *settings, method=method, target="lesion")
    if method in STOPPED:
        assert status == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "activates with SiLU" in line
        return
    assert status == 0
    content = json.loads((tmp_path / "out" / "explanation.json").read_text())
    assert (content["method"], content["target"]) == (method, "lesion")
    for pair in QUICK.get(method, ()):
        name, value = pair.split("=")
        assert content["parameters"][name] == float(value)
    assert content["signed"] == METHODS[method].signed
    assert content["scale"] > 0
    assert (content["convergence_delta"] is not None) == METHODS[method].complete
    heatmap = np.load(tmp_path / "out" / "heatmap.npy")
    assert (heatmap.shape, heatmap.dtype) == ((64, 64), np.float32)
    assert heatmap.any()
    delta = "sum of the heatmap less the score's difference" in capsys.readouterr().out
    assert delta == METHODS[method].complete


def test_baseline_layer_and_noisy_copies(untrained, nifti, tmp_path):
    assert (
        explain(
            nifti,
            tmp_path / "a",
            *("--baseline", "blurred", "--parameter", "steps=4"),
            method="integrated_gradients",
        )
        == 0
    )
    content = json.loads((tmp_path / "a" / "explanation.json").read_text())
    assert content["parameters"]["baseline"] == "blurred"
    more = ("--layer", "deepest", "--smooth-samples", "2")
    assert explain(nifti, tmp_path / "b", *more, method="grad_cam") == 0
    content = json.loads((tmp_path / "b" / "explanation.json").read_text())
    assert content["parameters"]["stride"] == 32
    assert content["parameters"]["smooth_samples"] == 2


def test_a_nifti_of_one_slice_lies_in_the_ct(untrained, nifti, tmp_path):
    assert explain(nifti, tmp_path / "out", "--nifti") == 0
    image = nibabel.load(tmp_path / "out" / "heatmap.nii.gz")
    heatmap = np.load(tmp_path / "out" / "heatmap.npy")
    assert image.shape == (64, 64, 1)
    assert np.array_equal(image.get_fdata(dtype=np.float32)[:, :, 0].T, heatmap)
    ct = nibabel.load(nifti)
    # The corner of slice 2 in mm, RAS.
    assert image.affine @ [0, 0, 0, 1] == pytest.approx(ct.affine @ [0, 0, 2, 1])
    assert b"Research use only" in image.header["descrip"].tobytes()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (["--parameter", "steps"], "--parameter steps is not NAME=VALUE"),
        (["--parameter", "steps=5"], "saliency has no parameter 'steps': it has none"),
        (["--baseline", "air"], "saliency has no parameter 'baseline'"),
        (["--layer", "x"], "saliency has no parameter 'layer'"),
        (["--smooth-samples", "-2"], "-2 noisy samples make no sense"),
        (["--smooth-samples", "two"], "invalid int value: 'two'"),
    ],
)
def test_wrong_settings_are_one_line(untrained, nifti, tmp_path, capsys, more, reason):
    try:
        status = explain(nifti, tmp_path / "out", *more)
    except SystemExit as leaving:  # argparse's own way out
        status = leaving.code
    assert status == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("liverlens: ")
    assert reason in line
    assert not (tmp_path / "out").exists()
