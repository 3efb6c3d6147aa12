"""The shape of the source tree: imports go one way, files stay small, state has one owner."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys

import pytest

from tests.source_tree import (
    PACKAGES,
    REPO,
    TOOLS,
    imported_modules,
    imports_of,
    in_a_circle,
    name_of,
    part_edges,
    parts_of,
    sources,
    tree,
    upward_imports,
)

MAX_LINES = 300
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}

#: What tools may not import.
NOT_FOR_TOOLS = {"pages", "tests"}

#: The parts of core from the bottom up; a part may import its own layer and those before it.
CORE_LAYERS = (
    {
        "",
        "annotation",
        "atomic_write",
        "consent",
        "crash_dumps",
        "csv_table",
        "dejavu",
        "errors",
        "fault_log",
        "labels",
        "laboratory",
        "measurements",
        "modality",
        "mr_signal",
        "operator_files",
        "outside",
        "person_name",
        "sentence",
        "sentences",
        "series",
        "shipped",
        "spacing",
        "typed_text",
        "vocabulary",
    },
    {
        "areas",
        "bounding_box",
        "calm",
        "caliper",
        "classical",
        "contours",
        "dicom",
        "even_planes",
        "free_memory",
        "liver_box",
        "liver_window",
        "models",
        "phantom",
        "preprocessing",
        "sparse_zeros",
    },
    {"inference", "attribution", "lesions", "other_systems", "risk", "cautions"},
    {"pipeline"},
    {"comparison", "correction"},
    {"agreement"},
    {"consensus"},
    {"worklist"},
    {"follow_up", "audit", "reading", "cluster"},
    {"study"},
    {"pacs"},
    {"receive"},
    {"annotation_files", "export"},
    {"report"},
    {"dicom_results"},
    {"fhir"},
    {"training"},
    {"__main__", "cli"},
)

#: Who may import core.training: itself, the command line that starts it, and the studies.
TRAINING_USERS = ("core/training/", "core/__main__.py", "core/cli/", f"{TOOLS}/")

#: The one module that may touch each piece of Streamlit.
STREAMLIT_OWNERS = {
    "session_state": "dashboard/state/widgets.py",
    "cache_data": "dashboard/services/models.py",
    "cache_resource": "dashboard/services/models.py",
}


def normalised(distribution: str) -> str:
    """The name under which an index knows it: `Segmentation_Models` -> `segmentation-models`."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import streamlit as st", {"streamlit"}),
        ("from core.dicom import discover", {"core.dicom", "core.dicom.discover"}),
        ("def f():\n    import torch", {"torch"}),
        ("from . import tags", {"core.dicom", "core.dicom.tags"}),
        ("from ..errors import InputError", {"core.errors", "core.errors.InputError"}),
    ],
)
def test_imports_are_found_wherever_and_however_they_are_written(source, expected):
    assert set(imported_modules(source, "core.dicom.stack", is_package=False)) == expected


def test_a_relative_import_in_a_package_starts_at_the_package_itself():
    found = set(imported_modules("from .tags import read", "core.dicom", is_package=True))
    assert found == {"core.dicom.tags", "core.dicom.tags.read"}


def test_there_is_source_to_check():
    assert {name_of(path).split("/")[0] for path in sources()} == {*PACKAGES, TOOLS}


def test_packages_import_only_those_below_them():
    wrong = set()
    for height, package in enumerate(PACKAGES):
        above = {*PACKAGES[height + 1 :], TOOLS, "tests"}
        for path in sources(package):
            wrong |= {
                f"{name_of(path)} imports {name}"
                for name in imports_of(path)
                if name.split(".")[0] in above
            }
    assert wrong == set()


def test_tools_import_neither_pages_nor_tests():
    wrong = {
        f"{name_of(path)} imports {name}"
        for path in sources(TOOLS)
        for name in imports_of(path)
        if name.split(".")[0] in NOT_FOR_TOOLS
    }
    assert wrong == set()


def test_core_never_imports_streamlit():
    wrong = {
        name_of(path)
        for path in sources("core")
        if any(name.split(".")[0] == "streamlit" for name in imports_of(path))
    }
    assert wrong == set()


def test_what_is_imported_is_named_in_the_requirements():
    by_package = importlib.metadata.packages_distributions()
    named = set(re.findall(r"^([\w.-]+)==", (REPO / "requirements.txt").read_text(), re.MULTILINE))
    named = {normalised(name) for name in named}
    roots = {
        root
        for path in sources(*PACKAGES)
        for root in (name.split(".")[0] for name in imports_of(path))
        # A script that is run by its path finds its neighbours under their bare names.
        if not path.with_name(f"{root}.py").is_file()
    }
    foreign = roots - set(sys.stdlib_module_names) - set(PACKAGES)
    missing = {
        root
        for root in foreign
        if not any(normalised(owner) in named for owner in by_package.get(root, []))
    }
    assert missing == set()


def test_streamlits_state_and_caches_are_left_to_their_owners():
    wrong = {
        f"{name_of(path)} uses st.{node.attr}, which is for {owner}"
        for path in sources(*PACKAGES)
        for node in ast.walk(tree(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and (owner := STREAMLIT_OWNERS.get(node.attr, name_of(path))) != name_of(path)
    }
    assert wrong == set()


def test_every_module_says_what_it_is_for():
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in sources()}
    silent = {
        name for name, text in texts.items() if text.strip() and not ast.get_docstring(tree(text))
    }
    assert silent == set()


def test_no_module_has_a_name_that_says_nothing():
    assert {name_of(path) for path in sources() if path.stem in VAGUE_NAMES} == set()


def test_every_part_of_core_has_its_layer():
    placed = set().union(*CORE_LAYERS)
    assert parts_of("core") - placed == set(), "put the new part of core into CORE_LAYERS"


def test_core_imports_go_one_way():
    assert upward_imports("core", CORE_LAYERS) == set()


def test_no_two_parts_of_core_import_each_other_in_a_circle():
    assert in_a_circle(part_edges("core")) == set()


def test_only_the_command_line_imports_training():
    users = {
        name_of(path)
        for path in sources()
        if any(name.startswith("core.training") for name in imports_of(path))
    }
    assert {name for name in users if not name.startswith(TRAINING_USERS)} == set()


def test_files_stay_small():
    lines = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for folder in (*PACKAGES, TOOLS, "tests")
        for pattern in ("*.py", "*.js", "*.css")
        for path in (REPO / folder).rglob(pattern)
        if "node_modules" not in path.parts
    }
    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}
