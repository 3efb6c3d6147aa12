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
    assert "Liver Dice 0.500" in line


def test_a_damaged_card_is_named(tmp_path, monkeypatch, capsys):
    (tmp_path / "broken.json").write_text("{")
    monkeypatch.setenv("LIVERLENS_WEIGHTS_DIR", str(tmp_path))
    assert main(["models"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "broken.json" in line


def test_the_speed_is_measured_when_asked_for(weights_dir, monkeypatch, capsys):
    monkeypatch.setenv("LIVERLENS_WEIGHTS_DIR", str(weights_dir))
    speed = {
        "ms_per_slice_median": 12.34,
        "ms_per_slice_p95": 20.0,
        "engine": "onnx",
        "machine": {"threads": 2, "processor": "Fast CPU", "load": 0.1},
    }
    monkeypatch.setattr("core.inference.timing.measure_speed", lambda model: speed)
    assert main(["models", "--time"]) == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert "12.3 ms per slice (95 % under 20.0), onnx, 2 threads of Fast CPU" in line
    assert main(["models", "--time", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["speed"] == speed
