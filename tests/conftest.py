"""What every test may ask for."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent


#: The files that take longest begin first: several workers then end at about the same time.
LONGEST = (
    "tools/load/test_crowd.py",
    "tools/fuzz/test_fuzz.py",
    "core/worklist/test_kill.py",
    "test_packaging.py",
    "core/cli/test_run.py",
    "core/study/test_case.py",
    "core/models/test_backbones.py",
    "core/worklist/test_store.py",
    "core/training/test_train.py",
    "core/cli/test_prepare.py",
    "core/cli/test_train_readers.py",
    "core/cautions/test_real_scans.py",
    "core/training/test_lesion_free_series.py",
    "core/worklist/test_annotations.py",
    "pages/test_own_model.py",
    "pages/test_models.py",
    "pages/test_phases.py",
    "pages/test_follow_up.py",
    "core/pacs/test_dimse.py",
    "core/cluster/test_ssh.py",
    "core/inference/test_first_look.py",
    "core/pacs/test_orthanc.py",
    "core/dicom_results/test_sample.py",
    "dashboard/services/sample_results/test_data.py",
    "core/consensus/test_simulated_study.py",
    "core/cluster/test_crew.py",
    "tools/receive_load/test_run.py",
    "tools/studies/test_pages.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {REPO / "tests" / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def forget_settings(environ: MutableMapping[str, str]) -> None:
    """Unset whatever the person who runs the tests has set for the program: no test, and no server
    that a test starts, reads their folders or writes into their worklist or audit trail."""
    for name in [name for name in environ if name.startswith("LIVERLENS_")]:
        del environ[name]
    environ.pop("DATABASE_URL", None)


# At once: fixtures of a whole session start servers before any fixture of a test.
forget_settings(os.environ)


@pytest.fixture(scope="session")
def worklist_folders(tmp_path_factory) -> Iterator[Path]:
    """A new folder each time."""
    # pytest's own numbered folders are counted again for each new one: slow with thousands.
    base = tmp_path_factory.mktemp("worklists")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_worklist(worklist_folders, monkeypatch) -> None:
    """No test reads or writes the worklist of another test."""
    folder = next(worklist_folders)
    folder.mkdir()
    monkeypatch.setenv("LIVERLENS_STORE", str(folder / "worklist.sqlite3"))


@pytest.fixture(name="small_livers")
def _small_livers() -> Iterator[None]:
    """As `known_network.small_livers`, for the whole of a test."""
    # Imported late: torch stands behind it, and most processes that read this need none.
    from tests.core.known_network import small_livers

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
