"""The first page is drawn before anything heavy is imported, and does without it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from dashboard.services import warm_up
from dashboard.state import imports
from dashboard.state.imports import OneAtATime

FIRST = ("dashboard.components.topbar", "dashboard.screens.review.page")
OTHERS = ("dashboard.screens.explain.page",)
ROOT = Path(__file__).resolve().parents[3]
DEADLINE = 60.0
#: Streamlit itself imports parts of plotly.
DONE_WITHOUT = (
    "torch",
    "torchvision",
    "timm",
    "segmentation_models_pytorch",
    "captum",
    "onnxruntime",
    "onnx",
    "sklearn",
    "skimage",
    "pandas",
    "alembic",
    "sqlalchemy",
    "scipy.ndimage",
    "pydicom",
    "nibabel",
    "gdcm",
    "requests",
)

FIRST_PAGE = f"""
import sys
from streamlit.testing.v1 import AppTest

app = AppTest.from_file({str(ROOT / "dashboard" / "app.py")!r}, default_timeout={DEADLINE}).run()
assert not app.exception, app.exception
assert any(str(button.key).startswith("sample-") for button in app.button), app.button
print(*sorted(set({DONE_WITHOUT!r}) & set(sys.modules)))
"""


@pytest.fixture
def imported(monkeypatch):
    """The names that `make_ready` asked for, in order; none is imported."""
    names: list[str] = []

    def note(name: str) -> Mock:
        if name not in names:
            names.append(name)
        return Mock()

    monkeypatch.setattr(imports, "importlib", SimpleNamespace(import_module=note))
    monkeypatch.setattr(warm_up, "_begun", threading.Event())
    monkeypatch.setattr(warm_up, "SETTLING_SECONDS", 0.0)
    monkeypatch.setattr(warm_up, "process_memory", Mock())
    monkeypatch.setattr(warm_up, "one_at_a_time", OneAtATime())
    return names


def test_the_empty_review_page_needs_none_of_the_heavy_packages(tmp_path):
    own = {"LIVERLENS_STORE": str(tmp_path / "worklist.sqlite3"), "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", FIRST_PAGE],
        env=os.environ | own,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=2 * DEADLINE,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == []


def test_heavy_imports_wait_until_all_pages_are_drawn(imported):
    with warm_up.drawing():
        with warm_up.drawing():
            thread = threading.Thread(target=warm_up.make_ready, args=(FIRST, OTHERS), daemon=True)
            thread.start()
        thread.join(0.2)
        assert imported == list(FIRST)
    thread.join(DEADLINE)
    assert imported[len(FIRST) :] == [
        *warm_up.HEAVY,
        *OTHERS,
        "dashboard.services.queue_worker",
    ]


def test_a_page_that_fails_does_not_hold_them_up(imported):
    with pytest.raises(ZeroDivisionError), warm_up.drawing():
        raise ZeroDivisionError
    warm_up.make_ready()
    assert imported[-1] == "dashboard.services.queue_worker"


def test_without_a_visitor_they_are_imported_all_the_same(imported, monkeypatch):
    monkeypatch.setattr(warm_up, "PATIENCE_SECONDS", 0.01)
    warm_up.make_ready()
    assert imported[-1] == "dashboard.services.queue_worker"
