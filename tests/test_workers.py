"""`make test` spreads the tests over workers: a file stays on one, and all of the browser's do."""

from __future__ import annotations

import pytest

from tests.conftest import kept_together


@pytest.fixture(scope="module")
def workers(worker_id, tmp_path_factory):
    """A folder that all workers share, with a file for each that got here."""
    if worker_id == "master":
        pytest.skip("one process, not workers")
    folder = tmp_path_factory.getbasetemp().parent / "workers"
    folder.mkdir(exist_ok=True)
    (folder / worker_id).touch()
    return folder


@pytest.mark.parametrize("turn", range(4))
def test_what_a_module_needs_is_made_once(turn, workers):
    assert len(list(workers.iterdir())) == 1


def test_browser_tests_take_turns():
    assert kept_together("tests/browser/test_app.py::test_a[x::y]") == "browser"
    assert kept_together("tests/browser/test_models.py::test_b") == "browser"
    fuzz = "tests/core/dicom/test_fuzz.py"
    assert kept_together(f"{fuzz}::test_c[a::b]") == fuzz
