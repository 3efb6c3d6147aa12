"""What every test may ask for, and which tests must not run at the same time."""

from __future__ import annotations

from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell xdist (`--dist loadgroup`) what stays together on one worker.

    The browser tests one after another, since two software-rendered browsers on two cores make
    each other time out; any other file as a whole, so that its module fixtures are made once.
    """
    for item in items:
        path = item.path.relative_to(REPO)
        group = "browser" if "browser" in path.parts else str(path)
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(autouse=True)
def own_worklist(tmp_path_factory, monkeypatch) -> None:
    """No test reads or writes the worklist of whoever runs it, nor that of another test."""
    for name in ("DATABASE_URL", "LIVERLENS_KEY"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path_factory.mktemp("worklist", numbered=True)
    monkeypatch.setenv("LIVERLENS_STORE", str(folder / "worklist.sqlite3"))


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder `shared` beside the repository: real CT and training data, never committed."""
    folder = REPO.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder 'shared' beside the repository (real CT and training data)")
    return folder
