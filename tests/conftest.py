"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Callable
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
def shared() -> Callable[[str], Path]:
    """`shared(name)`: a file or folder in `shared` beside the repository (real CT and training
    data, never committed); the test is skipped where it is missing."""

    def path_of(name: str) -> Path:
        path = REPO.parent / "shared" / name
        if not path.exists():
            pytest.skip(f"no shared/{name} beside the repository (real CT and training data)")
        return path

    return path_of
