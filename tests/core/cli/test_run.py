import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli import main
from core.cli.inputs import add_engine_argument
from core.cli.run import COMMANDS, build_parser
from core.errors import LiverLensError
from core.inference import ENGINES

REPO = Path(__file__).resolve().parents[3]


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "core", *words],
        cwd=REPO,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_of_the_contract_is_there():
    names = {command.__name__.rpartition(".")[2] for command in COMMANDS}
    assert names == {
        "analyze",
        "annotations",
        "export",
        "fhir",
        "pacs",
        "receive",
        "explain",
        "compare",
        "models",
        "phantom",
        "prepare",
        "evaluate",
        "train",
        "cluster",
        "worklist",
        "report",
        "results",
        "follow_up",
        "phases",
        "audit",
    }


@pytest.mark.parametrize(
    "words",
    [[], ["analyse"], ["analyze"], ["analyze", "x", "--out"], ["phantom", "--case", "cyst"]],
)
def test_wrong_usage_is_one_line_and_status_2(words, capsys):
    with pytest.raises(SystemExit) as leaving:
        main(words)
    assert leaving.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("liverlens: ")


def test_an_error_of_several_lines_becomes_one(monkeypatch, capsys):
    def fail(_arguments):
        raise LiverLensError("first\n  second")

    monkeypatch.setattr("core.cli.models.run", fail)
    assert main(["models"]) == 2
    assert capsys.readouterr().err == "liverlens: first second\n"


def test_an_error_of_the_system_names_the_file(monkeypatch, capsys):
    def fail(_arguments):
        raise OSError(28, "No space left on device", "slices.csv")

    monkeypatch.setattr("core.cli.models.run", fail)
    assert main(["models"]) == 2
    assert capsys.readouterr().err == "liverlens: slices.csv: No space left on device.\n"


def test_interrupted(monkeypatch, capsys):
    def fail(_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("core.cli.models.run", fail)
    assert main(["models"]) == 130
    assert capsys.readouterr().err == "liverlens: interrupted.\n"


def test_the_disclaimer_stands_under_the_help():
    assert "Research use only. Not a medical device." in build_parser().format_help()


def test_as_a_process_bad_input_is_status_2_and_no_traceback(weights_dir, tmp_path):
    bad = tmp_path / "notes.dcm"
    bad.write_text("these are not pixels")
    done = run(
        "analyze", str(bad), "--out", str(tmp_path / "out"), LIVERLENS_WEIGHTS_DIR=str(weights_dir)
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("liverlens: ")
    assert "notes.dcm" in line
    assert done.stdout == ""


def test_as_a_process_an_analysis_is_silent_on_standard_error(weights_dir, nifti, tmp_path):
    done = run(
        "analyze",
        str(nifti),
        "--out",
        str(tmp_path / "out"),
        LIVERLENS_WEIGHTS_DIR=str(weights_dir),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "analysis.json").exists()


def test_the_engines_offered_are_those_there_are():
    parser = argparse.ArgumentParser()
    add_engine_argument(parser)
    (action,) = (one for one in parser._actions if one.dest == "engine")
    assert action.choices == ENGINES
