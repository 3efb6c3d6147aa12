import json

import numpy as np
import pytest
from PIL import Image

from core.cli import main, sentences

#: What is said of the overlap with the mask, whatever --quality.
OVERLAP = {"energy_in_lesion", "energy_in_liver", "lesion_share_of_liver", "peak_in_lesion"}


@pytest.fixture
def untrained(weights_dir, monkeypatch):
    monkeypatch.setenv("LIVERLENS_WEIGHTS_DIR", str(weights_dir))


def arguments(nifti, out, **changes):
    options = {"slice": "2", "method": "grad_cam", "target": "malignant", **changes}
    named = [word for name, value in options.items() for word in (f"--{name}", value)]
    return ["explain", str(nifti), "--out", str(out), *named]


def test_the_three_files(untrained, nifti, tmp_path):
    out = tmp_path / "out"
    assert main(arguments(nifti, out)) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "explanation.json",
        "heatmap.npy",
        "overlay.png",
    ]
    heatmap = np.load(out / "heatmap.npy")
    assert (heatmap.shape, heatmap.dtype) == ((64, 64), np.float32)
    assert heatmap.min() >= 0
    content = json.loads((out / "explanation.json").read_text())
    assert (content["method"], content["target"]) == ("grad_cam", "malignant")
    assert content["parameters"]["stride"] == 1
    assert set(content["quality"]) == OVERLAP | {"mask", "seed", "measures"}
    assert [each["name"] for each in content["quality"]["measures"]] == [
        "energy_in_lesion",
        "pointing_game",
        "energy_in_liver",
    ]


def test_the_overlay_has_the_window_asked_for(untrained, nifti, tmp_path):
    windows = {}
    for name, changes in {"usual": {}, "lung": {"window": "1500,-600"}}.items():
        assert main(arguments(nifti, tmp_path / name, **changes)) == 0
        windows[name] = Image.open(tmp_path / name / "overlay.png").text["Window"]
    assert windows == {"usual": "W 160 L 100", "lung": "W 1500 L -600"}


def test_quality_can_be_left_out_or_asked_for_in_full(untrained, nifti, tmp_path, capsys):
    quality = {}
    for level in ("none", "full"):
        out = tmp_path / level
        assert main(arguments(nifti, out, quality=level)) == 0
        quality[level] = json.loads((out / "explanation.json").read_text())["quality"]
    assert set(quality["none"]) == OVERLAP
    taken = quality["full"]["measures"]
    assert len(taken) == 8
    # Each is said with its light, after the two lines that every run gives.
    lines = capsys.readouterr().out.splitlines()[-len(taken) :]
    for line, each in zip(lines, taken, strict=True):
        light = "no light" if each["light"] == "none" else each["light"]
        assert line == f"{each['title']} ({light}): {each['reading']}"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"method": "lime"}, "There is no method 'lime': choose one of saliency, "),
        ({"slice": "6"}, "There is no slice 6: choose one of 0 to 5"),
        ({"slice": "-1"}, "There is no slice -1"),
        ({"quality": "best"}, "invalid choice: 'best'"),
        ({"target": "cyst"}, "invalid choice: 'cyst'"),
        ({"slice": "two"}, "invalid int value: 'two'"),
        ({"window": "400"}, sentences.not_a_window("400")),
        ({"window": "0,40"}, sentences.not_a_window("0,40")),
    ],
)
def test_wrong_arguments_are_one_line(untrained, nifti, tmp_path, capsys, changes, reason):
    try:
        status = main(arguments(nifti, tmp_path / "out", **changes))
    except SystemExit as leaving:  # argparse's own way out
        status = leaving.code
    assert status == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("liverlens: ")
    assert reason in line
    assert not (tmp_path / "out").exists()
