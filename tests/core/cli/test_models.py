import json

from core.cli import main


def test_the_json_list_is_the_contracts(weights_dir, monkeypatch, capsys):
    monkeypatch.setenv("LIVERLENS_WEIGHTS_DIR", str(weights_dir))
    assert main(["models", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert set(row) == {"name", "backbone", "file", "sha256", "metrics"}
    assert (row["name"], row["backbone"]) == ("untrained", "test_efficientnet")
    assert row["metrics"] == {"liver_dice": 0.5}


def test_a_line_for_people(weights_dir, monkeypatch, capsys):
    monkeypatch.setenv("LIVERLENS_WEIGHTS_DIR", str(weights_dir))
    assert main(["models"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("untrained  untrained.pth")
    assert "liver_dice 0.500" in line


def test_a_damaged_card_is_named(tmp_path, monkeypatch, capsys):
    (tmp_path / "broken.json").write_text("{")
    monkeypatch.setenv("LIVERLENS_WEIGHTS_DIR", str(tmp_path))
    assert main(["models"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "broken.json" in line
