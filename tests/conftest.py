"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent


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
