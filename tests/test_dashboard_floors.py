"""The dashboard is a house with floors: imports go down, no screen imports another, state is
typed."""

from __future__ import annotations

import pytest

from tests.source_tree import (
    PACKAGES,
    REPO,
    imports_of,
    in_a_circle,
    module_name,
    name_of,
    part_edges,
    part_of,
    parts_of,
    sources,
    tuple_keys,
    upward_imports,
)

#: The rooms of the dashboard, floor by floor from the bottom up; a room may import its own floor
#: and those below it.
DASHBOARD_FLOORS = (
    {"", "navigation", "streamlit_internals", "theme"},
    {"security"},
    {"state"},
    {"services"},
    {"components"},
    {"screens"},
    {"app", "server"},
    {"__main__"},
)
#: More belong into a room.
MOST_ROOT_MODULES = 6

#: The one module that may import modules of Streamlit below `streamlit` itself.
INTERNALS_OWNER = "dashboard/streamlit_internals.py"


def test_every_room_of_the_dashboard_has_its_floor():
    placed = set().union(*DASHBOARD_FLOORS)
    assert parts_of("dashboard") - placed == set(), "put the new room into DASHBOARD_FLOORS"


def test_dashboard_imports_go_down_only():
    assert upward_imports("dashboard", DASHBOARD_FLOORS) == set()


def test_no_two_rooms_of_the_dashboard_import_each_other_in_a_circle():
    assert in_a_circle(part_edges("dashboard")) == set()


def test_no_screen_imports_another_screen():
    wrong = set()
    for path in (REPO / "dashboard" / "screens").rglob("*.py"):
        own = ".".join(module_name(path).split(".")[:3])
        wrong |= {
            f"{name_of(path)} imports {name}"
            for name in imports_of(path)
            if name.startswith("dashboard.screens.") and not f"{name}.".startswith(f"{own}.")
        }
    assert wrong == set()


def test_the_root_of_the_dashboard_stays_small():
    modules = {path.name for path in (REPO / "dashboard").glob("*.py")}
    assert len(modules) <= MOST_ROOT_MODULES, sorted(modules)


def test_every_room_of_the_dashboard_keeps_its_sentences_in_one_module():
    rooms = [path.parent for path in (REPO / "dashboard").rglob("sentences.py")]
    assert {name_of(room) for room in rooms} >= {
        "dashboard/components",
        "dashboard/services",
        "dashboard/state",
        *(
            name_of(screen)
            for screen in (REPO / "dashboard" / "screens").iterdir()
            if (screen / "page.py").is_file()
        ),
    }


@pytest.mark.parametrize(
    "source",
    [
        "tasks: dict[tuple, Task] = {}",
        "marked: Mapping[tuple[str, str], int]",
        "shown = {(digest, sha256): 1}",
        'self.urls[digest, "ct"] = url',
        'session.shown.pop((digest, "ct"), None)',
        "{(a, b): 1 for a, b in pairs}",
    ],
)
def test_tuple_keys_are_found(source):
    assert list(tuple_keys(source))


@pytest.mark.parametrize(
    "source", ["pair: dict[str, tuple[int, int]]", "interval.low[index, column]", "volume[3:5, 0]"]
)
def test_what_is_no_tuple_key_is_not_taken_for_one(source):
    assert not list(tuple_keys(source))


def test_where_there_are_no_arrays_every_index_of_several_parts_is_a_key():
    assert list(tuple_keys("session.analyses[digest, sha256]", has_arrays=False))


def test_no_state_of_the_dashboard_is_keyed_by_tuples():
    found = {
        f"{name_of(path)} {where}"
        for path in sources()
        if name_of(path).startswith("dashboard/")
        for where in tuple_keys(
            path.read_text(encoding="utf-8"),
            has_arrays=part_of(module_name(path)) in ("components", "screens"),
        )
    }
    assert found == set()


def test_only_one_module_uses_streamlits_internals():
    wrong = {
        f"{name_of(path)} imports {name}"
        for path in sources(*PACKAGES)
        if name_of(path) != INTERNALS_OWNER
        for name in imports_of(path)
        if name.startswith("streamlit.") and name.split(".")[1].islower()
    }
    assert wrong == set()
