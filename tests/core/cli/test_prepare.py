"""`core prepare` as a person meets it, and the manual's way from LiTS to a model."""

import json
import re
import shlex
from pathlib import Path

import pytest

from core.cli import main, sentences
from core.models import available_models
from core.training.data import load_slices
from tests.core.training.prepare.tiny_patient import lits_codes, save_lits, save_nifti, volume

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "training.md"
SECTION = "From LiTS to your own model"


@pytest.fixture
def folder(tmp_path):
    return save_lits(tmp_path / "in", 3)


def test_options_reach_the_run(folder, tmp_path, capsys):
    out = tmp_path / "out.npz"
    (tmp_path / "who.csv").write_text("scan,subject\nvolume-3,anna\n")
    words = ["prepare", str(folder), "--out", str(out), "--tumour-as", "benign", "--every", "2"]
    options = ["--liver-free", "1", "--max-slices-per-scan", "3", "--min-liver-mm2", "50"]
    files = ["--subjects", str(tmp_path / "who.csv"), "--write-kinds", str(tmp_path / "k.csv")]
    assert main([*words, *options, *files, "--layout", "lits", "--seed", "1"]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0].startswith("lits: 1 subject, 1 scan, ")
    assert printed.out.splitlines()[-1] == f"written: {out}"
    assert "anna" not in printed.out + printed.err
    assert len(load_slices(out)) <= 3
    assert "volume-3,1,benign" in (tmp_path / "k.csv").read_text()


def test_the_help_says_what_a_tumour_counts_as(capsys):
    with pytest.raises(SystemExit):
        main(["prepare", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "default: malignant, since LiTS, the Decathlon and 3D-IRCADb hold mostly" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["gone", "--out", "o.npz"], "gone: does not exist: check the path."),
        (["in", "--out", "o.zip"], "o.zip: the training file must end in .npz: rename it."),
        (["in", "--out", "there.npz"], "there.npz: exists already"),
        (["in", "--out", "o.npz", "--kinds", "gone.csv"], "gone.csv: can't be read as a table"),
        (["empty", "--out", "o.npz"], "empty: is an empty folder"),
        (["in", "--out", "o.npz", "--layout", "ircadb"], "in: holds no PATIENT_DICOM"),
        (["cut", "--out", "o.npz"], "volume-1.nii: damaged or truncated NIfTI file."),
        (["in", "--out", "there.npz/o.npz"], "there.npz: can't write there"),
    ],
)
def test_bad_input_is_one_line_and_status_2(folder, tmp_path, monkeypatch, capsys, words, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.npz").write_text("")
    (tmp_path / "empty").mkdir()
    (tmp_path / "cut").mkdir()
    for name in ("volume", "segmentation"):
        (tmp_path / "cut" / f"{name}-1.nii").write_bytes(b"cut")
    assert main(["prepare", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"liverlens: {sentence}")
    assert not (tmp_path / "o.npz").exists()


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--window=wide", sentences.not_a_window("wide")),
        ("--window=0,40", sentences.not_a_window("0,40")),
        ("--window=400", sentences.not_a_window("400")),
        ("--pixel-mm=0", sentences.number_too_low("0", 0.01)),
        ("--min-liver-mm2=-1", sentences.number_too_low("-1", 0)),
        ("--every=0", sentences.not_a_count("0", 1)),
        ("--liver-free=x", sentences.not_a_count("x", 0)),
        ("--subject-pattern=(", sentences.not_a_pattern("(", "")),
    ],
)
def test_options_that_make_no_sense(capsys, option, sentence):
    with pytest.raises(SystemExit) as leaving:
        main(["prepare", "in", "--out", "o.npz", option])
    assert leaving.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert sentence in line


def section_commands() -> list[list[str]]:
    """The shell lines of the section, as words."""
    text = MANUAL.read_text(encoding="utf-8").partition(f"## {SECTION}\n")[2].partition("\n## ")[0]
    shell = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).replace("\\\n", " ")
    return [words for line in shell.splitlines() if (words := shlex.split(line, comments=True))]


@pytest.mark.usefixtures("quick_speed")
def test_the_manuals_way_from_lits_to_a_model(tmp_path, monkeypatch, capsys):
    """Every command of the section, on six tiny scans and with two steps of training."""
    data = tmp_path / "LiTS"
    for number in range(6):
        codes = lits_codes()
        if number % 2:
            codes[codes == 2] = 1
        save_nifti(volume(), data / f"volume-{number}.nii")
        save_nifti(codes, data / f"segmentation-{number}.nii")
    tiny = {"slice_head_batches": 1, "warmup_steps": 1, "sampling": {"batch_size": 2}}
    (tmp_path / "tiny.json").write_text(json.dumps(tiny))
    smaller = {
        "prepare": ["--max-slices-per-scan", "3"],
        "train": [
            *("--backbone", "test_efficientnet", "--config", "tiny.json"),
            *("--steps", "2", "--evaluate-every", "1"),
        ],
    }
    monkeypatch.chdir(tmp_path)
    done = []
    for words in section_commands():
        if words[0] == "export":
            monkeypatch.setenv(*words[1].split("=", 1))
        elif words[0] == "make":
            done.append("make run")  # the app itself is tested in tests/browser
            assert list(available_models()) == ["lits"]
        else:
            assert words[1:3] == ["-m", "core"]
            arguments = [word.replace("/data/LiTS", str(data)) for word in words[3:]]
            status = main([*arguments, *smaller.get(words[3], [])])
            assert (words[3], status, capsys.readouterr().err) == (words[3], 0, "")
            done.append(words[3])
    assert done == ["prepare", "train", "evaluate", "analyze", "make run"]
    assert json.loads(Path("runs/lits/metrics/metrics.json").read_text())["n_slices"] > 0
    assert Path("runs/lits/volume-0/analysis.json").exists()
