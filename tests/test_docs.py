"""What README and manual promise is there: commands, targets, options, files, settings."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import io
import json
import re
import shlex
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

import pytest

from core import DISCLAIMER
from core.cli import main

REPO = Path(__file__).resolve().parent.parent
#: A visitor reads it whole; the rest is in the manual.
MOST_BYTES_OF_README = 10 * 1024
PAGES = {
    path.relative_to(REPO).as_posix(): path.read_text(encoding="utf-8")
    for path in (
        *(
            REPO / name
            for name in (
                "README.md",
                "CONTRIBUTING.md",
                "THREATS.md",
                "SECURITY.md",
                "CHANGELOG.md",
            )
        ),
        *sorted((REPO / "docs").glob("*.md")),
    )
}
README = PAGES["README.md"]
#: What is true now; the changelog tells of the past.
MANUAL = "\n".join(text for name, text in PAGES.items() if name != "CHANGELOG.md")
CODE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)

#: The command line's contract: every one of these is documented, and all that is documented works.
CORE_COMMANDS = {
    "analyze",
    "report",
    "explain",
    "compare",
    "evaluate",
    "prepare",
    "train",
    "phantom",
    "models",
    "worklist",
    "cluster",
    "follow-up",
    "phases",
    "annotations",
    "export",
    "results",
    "fhir",
    "pacs",
    "receive",
    "audit",
}

#: Commands whose next word is an action with options of its own.
WITH_ACTIONS = {"worklist", "cluster", "annotations", "export", "fhir", "pacs"}


def blocks(language: str, text: str = MANUAL) -> list[str]:
    return [block for found, block in CODE.findall(text) if found == language]


def commands() -> list[list[str]]:
    """The shell lines of all pages as words: comments left out, continued lines joined."""
    text = "\n".join(blocks("sh")).replace("\\\n", " ")
    return [words for line in text.splitlines() if (words := shlex.split(line, comments=True))]


def core_commands() -> list[list[str]]:
    """[subcommand, argument, ...] of each `python -m core ...` line."""
    return [
        words[3:] for words in commands() if words[0].endswith("python") and words[2:3] == ["core"]
    ]


@cache
def help_of(*subcommand: str) -> str:
    """What `python -m core SUBCOMMAND --help` prints; it must exit with status 0."""
    with redirect_stdout(io.StringIO()) as said, pytest.raises(SystemExit) as leaving:
        main([*subcommand, "--help"])
    assert leaving.value.code == 0
    return said.getvalue()


def pins(name: str) -> dict[str, str]:
    """{package: version} of a requirements file."""
    lines = (REPO / name).read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    return dict(line.split("==") for line in wanted)


def test_the_readme_is_short_and_carries_the_disclaimer():
    assert len(README.encode()) <= MOST_BYTES_OF_README
    assert DISCLAIMER in README


def test_the_contract_of_the_command_line_is_documented():
    assert {words[0] for words in core_commands()} >= CORE_COMMANDS


@pytest.mark.parametrize("words", core_commands(), ids=lambda words: words[0])
def test_each_core_command_exists_with_its_options(words):
    options = {word.split("=")[0] for word in words if word.startswith("--")}
    subcommand = words[: 2 if words[0] in WITH_ACTIONS else 1]
    known = set(re.findall(r"--[\w-]+", help_of(*subcommand)))
    assert options <= known


def test_other_modules_that_are_started_by_name_exist():
    names = {words[2] for words in commands() if words[0].endswith("python") and words[1] == "-m"}
    assert "core" in names
    assert {name for name in names if not importlib.util.find_spec(f"{name}.__main__")} == set()


def test_each_make_target_exists():
    targets = set(re.findall(r"^([\w-]+):", (REPO / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z][\w-]*)", "\n".join(re.findall(r"`[^`\n]+`", MANUAL))))
    named |= {words[1] for words in commands() if words[0] == "make"}
    assert {"run", "test"} <= named
    assert named <= targets


def test_the_samples_that_the_commands_name_are_bundled():
    inputs = {word for words in commands() for word in words if word.startswith("sample_scans/")}
    assert inputs
    assert {name for name in inputs if not (REPO / name).is_dir()} == set()


@pytest.mark.parametrize("name", PAGES)
def test_links_and_pictures_lead_somewhere(name):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", PAGES[name])
    local = {target for target in targets if "://" not in target}
    folder = (REPO / name).parent
    assert {target for target in local if not (folder / target).exists()} == set()


def test_the_tree_in_the_readme_is_the_tree():
    (tree,) = blocks("text", README)
    missing, folder = set(), Path()
    for line in tree.splitlines():
        entry = line.split()[0]
        path = REPO / folder / entry if line.startswith(" ") else REPO / entry
        if not line.startswith(" "):
            folder = Path(entry)
        if not path.exists():
            missing.add(path.relative_to(REPO).as_posix())
    assert missing == set()


def test_each_setting_is_read_somewhere():
    named = set(re.findall(r"`(LIVERLENS_\w+|PORT|HOST)\b", MANUAL))
    folders = REPO / "core", REPO / "dashboard"
    files = [REPO / "compose.yaml", *(path for f in folders for path in f.rglob("*.py"))]
    sources = [path.read_text(encoding="utf-8") for path in files]
    assert named
    assert {name for name in named if not any(name in source for source in sources)} == set()


@pytest.mark.parametrize("folder", ["dashboard/components/viewer", "tests/js"])
def test_the_lock_files_of_npm_work_with_any_registry(folder):
    lock = (REPO / folder / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-docs.txt"]
)
def test_versions_are_pinned_and_are_those_the_tests_run_with(name):
    installed = {
        package: importlib.metadata.version(package).split("+")[0] for package in pins(name)
    }
    assert installed == pins(name)


def test_the_figures_of_a_model_are_those_of_its_card():
    """Of the models that the manual names: one that was added to weights/ need not be there."""
    page = PAGES["docs/models.md"]
    table = page.partition("| Model | Liver Dice |")[2].partition("\n\n")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE))
    assert rows
    for name, cells in rows.items():
        card = json.loads((REPO / "weights" / f"{name}.json").read_text(encoding="utf-8"))
        metrics = card["metrics"]
        keys = ("liver_dice", "lesion_dice", "auc_lesion", "auc_malignant", "macro_f1", "ece")
        megabytes = (REPO / "weights" / card["file"]).stat().st_size / 1e6
        assert cells.split(" | ") == [*(f"{metrics[key]:.3f}" for key in keys), f"{megabytes:.1f}"]
        counts = [metrics[key] for key in ("n_slices", "n_subjects", "n_lesion_slices")]
        assert "Measured on {} slices of {} subjects".format(*counts) in page
        assert f"; {counts[2]} of the slices" in page


def test_the_false_alarms_of_a_model_are_those_of_its_card():
    table = PAGES["docs/models.md"].partition("| Model | Portal-venous |")[2].partition("\n\n")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE))
    assert rows
    for name, cells in rows.items():
        card = json.loads((REPO / "weights" / f"{name}.json").read_text(encoding="utf-8"))
        metrics = card["metrics"]
        by_phase, found = metrics["false_alarms"]["by_phase"], metrics["lesion_detection"]
        assert cells.split(" | ") == [
            *(
                f"{by_phase[phase]['alarms']} of {by_phase[phase]['slices']}"
                for phase in ("portal", "noncontrast", "mixed")
            ),
            f"{found['n_found']} of {found['n_lesions']}",
            f"{metrics['false_positives_per_slice']:.3f}",
        ]
