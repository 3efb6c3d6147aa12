import pytest

from core.cli import main


@pytest.fixture
def calls(monkeypatch):
    """What the command hands to training, which is not run."""
    seen = {}

    def run_training(config, data, out_dir, **options):
        seen.update(config=config, data=data, out=out_dir, options=options)

    def export_model(run_dir, data, out_dir, *, name):
        seen["name"] = name
        return out_dir / f"{name}.json"

    monkeypatch.setattr("core.training.train.run_training", run_training)
    monkeypatch.setattr("core.training.card.export_model", export_model)
    return seen


def test_options_reach_the_run(calls, tmp_path, capsys):
    out = tmp_path / "run"
    words = ["train", "--data", "d.npz", "--backbone", "resnet18", "--out", str(out)]
    assert main([*words, "--steps", "7", "--seed", "3", "--resume"]) == 0
    config = calls["config"]
    assert (config.backbone, config.steps, config.seed) == ("resnet18", 7, 3)
    assert calls["data"].name == "d.npz"
    assert calls["options"]["resume"] is True
    assert calls["options"]["pretrained"] is False
    assert calls["name"] == "resnet18"
    assert str(out / "weights" / "resnet18.pth") in capsys.readouterr().out


@pytest.mark.parametrize("steps", ["0", "x", "-1"])
def test_a_run_of_no_steps_is_refused(calls, capsys, steps):
    with pytest.raises(SystemExit) as leaving:
        main(
            ["train", "--data", "d.npz", "--backbone", "resnet18", "--out", "o", f"--steps={steps}"]
        )
    assert leaving.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"'{steps}' is not a whole number from 1 on" in line
    assert calls == {}


def test_data_that_is_not_there_is_named(tmp_path, capsys):
    words = ["train", "--data", str(tmp_path / "gone.npz"), "--backbone", "test_efficientnet"]
    assert main([*words, "--out", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "gone.npz" in line
