"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path

import pytest

from tests.core.known_network import small_livers

REPO = Path(__file__).resolve().parent.parent


def forget_settings(environ: MutableMapping[str, str]) -> None:
    """Unset whatever the person who runs the tests has set for the program: no test, and no server
    that a test starts, reads their folders or writes into their worklist or audit trail."""
    for name in [name for name in environ if name.startswith("LIVERLENS_")]:
        del environ[name]
    environ.pop("DATABASE_URL", None)


# At once: fixtures of a whole session start servers before any fixture of a test.
forget_settings(os.environ)


@pytest.fixture(autouse=True)
def own_worklist(tmp_path_factory, monkeypatch) -> None:
    """No test reads or writes the worklist of another test."""
    folder = tmp_path_factory.mktemp("worklist", numbered=True)
    monkeypatch.setenv("LIVERLENS_STORE", str(folder / "worklist.sqlite3"))


@pytest.fixture(name="small_livers")
def _small_livers() -> Iterator[None]:
    """As `known_network.small_livers`, for the whole of a test."""
    with small_livers():
        yield


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
