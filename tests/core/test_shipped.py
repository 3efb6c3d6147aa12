"""The files that LiverLens comes with are found in a checkout and beside an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import shipped as module
from core.shipped import checkout, shipped

REPO = Path(__file__).resolve().parents[2]


def test_in_a_checkout_they_lie_beside_the_packages():
    assert checkout() == REPO
    assert shipped("weights") == REPO / "weights"


def test_installed_they_lie_in_one_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "_INSTALLED", tmp_path)
    assert checkout() is None
    assert shipped(".streamlit/config.toml") == tmp_path / ".streamlit" / "config.toml"


@pytest.mark.parametrize("name", ["weights", "sample_scans", "pages", ".streamlit/config.toml"])
def test_all_of_them_are_there(name):
    assert shipped(name).exists()
