import pytest

from core.cli import main, sentences

WORDS = ["train", "--data", "d.npz", "--backbone", "classical_baseline", "--out"]


@pytest.fixture
def calls(monkeypatch):
    """What the command hands to training, which is not run."""
    seen = {}

    def train_classical(config, data, out_dir, **options):
        seen.update(config=config, data=data, out=out_dir, **options)
        return out_dir / f"{options['name']}.json"

    monkeypatch.setattr("core.training.classical.train_classical", train_classical)
    return seen


def test_the_baseline_is_trained_instead_of_a_network(calls, tmp_path, capsys):
    (tmp_path / "facts.json").write_text('{"limits": ["few"]}')
    (tmp_path / "c.json").write_text('{"liver_model": "net", "simulations": 2, "seed": 9}')
    files = ["--facts", str(tmp_path / "facts.json"), "--config", str(tmp_path / "c.json")]
    assert main([*WORDS, str(tmp_path / "run"), *files, "--seed", "3"]) == 0
    config = calls["config"]
    assert (config.liver_model, config.simulations, config.seed) == ("net", 2, 3)
    assert (calls["data"][0].name, calls["name"]) == ("d.npz", "classical_baseline")
    assert calls["out"] == tmp_path / "run" / "weights"
    assert calls["facts"] == {"limits": ["few"]}
    assert "classical_baseline.onnx" in capsys.readouterr().out


def test_it_may_have_another_name(calls, tmp_path):
    assert main([*WORDS, str(tmp_path), "--name", "mine"]) == 0
    assert calls["name"] == "mine"


@pytest.mark.parametrize(
    "option", [["--steps", "5"], ["--pretrained"], ["--teacher", "t.pth"], ["--resume"]]
)
def test_options_of_networks_are_refused(calls, tmp_path, capsys, option):
    assert main([*WORDS, str(tmp_path), *option]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert sentences.only_for_networks(option[0].removeprefix("--"), "classical_baseline") in line
    assert not calls


def test_an_unknown_setting_is_named(calls, tmp_path, capsys):
    (tmp_path / "c.json").write_text('{"colour": 1}')
    assert main([*WORDS, str(tmp_path), "--config", str(tmp_path / "c.json")]) == 2
    assert "colour" in capsys.readouterr().err
