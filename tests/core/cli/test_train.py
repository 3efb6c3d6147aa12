import pytest

from core.cli import main, sentences
from core.training import file_sentences as training


@pytest.fixture
def calls(monkeypatch):
    """What the command hands to training, which is not run."""
    seen = {}

    def run_training(config, data, out_dir, **options):
        seen.update(config=config, data=data, out=out_dir, options=options)

    def export_model(run_dir, data, out_dir, *, name, facts, storage, lesion_free):
        seen.update(name=name, facts=facts, storage=storage, counted_in=lesion_free)
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
    assert [path.name for path in calls["data"]] == ["d.npz"]
    assert calls["options"]["resume"] is True
    assert calls["options"]["pretrained"] is False
    assert calls["name"] == "resnet18"
    assert str(out / "weights" / "resnet18.pth") in capsys.readouterr().out


def test_a_card_and_facts_are_taken_up(calls, tmp_path):
    (tmp_path / "card.json").write_text('{"steps": 50, "sampling": {"simulated_share": 0.2}}')
    (tmp_path / "facts.json").write_text('{"limits": ["few"]}')
    words = ["train", "--data", "d.npz", "--backbone", "resnet18", "--out", str(tmp_path)]
    files = ["--config", str(tmp_path / "card.json"), "--facts", str(tmp_path / "facts.json")]
    (tmp_path / "more.json").write_text('{"limits": ["very few"], "licence": "free"}')
    files += ["--facts", str(tmp_path / "more.json"), "--storage", "int8"]
    files += ["--teacher", "t.pth", "--teacher", "u.pth"]
    files += ["--lesion-free", "a", "--lesion-free", "b"]
    assert main([*words, *files, "--seed", "4"]) == 0
    config = calls["config"]
    assert [path.name for path in calls["options"]["teachers"]] == ["t.pth", "u.pth"]
    assert calls["storage"] == "int8"
    assert (config.steps, config.seed, config.sampling.simulated_share) == (50, 4, 0.2)
    assert calls["facts"] == {"limits": ["very few"], "licence": "free"}
    # Series without lesions help to choose the weights, and are counted in for the card.
    assert [path.name for path in calls["options"]["lesion_free"]] == ["a", "b"]
    assert calls["counted_in"] == calls["options"]["lesion_free"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"stepz": 5}', "stepz"),
        ("[1]", training.not_a_json_object("c.json")),
        ("not json", training.unreadable_json("c.json")),
    ],
)
def test_settings_that_are_none(calls, tmp_path, capsys, content, expected):
    (tmp_path / "c.json").write_text(content)
    words = ["train", "--data", "d.npz", "--backbone", "resnet18", "--out", str(tmp_path)]
    assert main([*words, "--config", str(tmp_path / "c.json")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert expected in line


@pytest.mark.parametrize("steps", ["0", "x", "-1"])
def test_a_run_of_no_steps_is_refused(calls, capsys, steps):
    with pytest.raises(SystemExit) as leaving:
        main(
            ["train", "--data", "d.npz", "--backbone", "resnet18", "--out", "o", f"--steps={steps}"]
        )
    assert leaving.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert sentences.not_a_count(steps, 1) in line
    assert calls == {}


def test_data_that_is_not_there_is_named(tmp_path, capsys):
    words = ["train", "--data", str(tmp_path / "gone.npz"), "--backbone", "test_efficientnet"]
    assert main([*words, "--out", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "gone.npz" in line
