from core.cli import main
from core.dicom import load_series


def test_files_that_our_own_reader_opens(tmp_path, capsys):
    out = tmp_path / "case"
    words = ["phantom", "--out", str(out), "--case", "benign", "--slices", "3", "--size", "64"]
    assert main([*words, "--seed", "5"]) == 0
    series = load_series([out])
    assert series.volume.shape == (3, 64, 64)
    assert series.warnings == ()
    assert str(out) in capsys.readouterr().out


def test_a_size_that_makes_no_sense_writes_nothing(tmp_path, capsys):
    out = tmp_path / "case"
    assert main(["phantom", "--out", str(out), "--case", "normal", "--slices", "0"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("liverlens: ")
    assert not out.exists()
