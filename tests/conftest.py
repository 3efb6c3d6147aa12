"""What every test may ask for, and which tests must not run at the same time."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

REPO = Path(__file__).resolve().parent.parent


class ByFile(LoadScopeScheduling):
    """Asked for here since `--dist loadgroup` of xdist 3.8 groups nothing under pytest 9.2
    (https://github.com/pytest-dev/pytest-xdist/issues/1386)."""

    def _split_scope(self, nodeid: str) -> str:
        return kept_together(nodeid)


def kept_together(nodeid: str) -> str:
    """The same for tests that stay together on one worker.

    The browser tests one after another, since two software-rendered browsers on two cores make
    each other time out; any other file as a whole, so that its module fixtures are made once.
    """
    return "browser" if nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


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


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder `shared` beside the repository: real CT and training data, never committed."""
    folder = REPO.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder 'shared' beside the repository (real CT and training data)")
    return folder
