"""Where the files are that come with LiverLens and are not Python packages.

In a checkout, `weights/`, `sample_scans/`, `pages/` and `.streamlit/` lie beside the packages. A
wheel must not put such general names into site-packages, so pyproject.toml gathers them there in
one folder, `liverlens/`.
"""

from __future__ import annotations

from pathlib import Path

_PARENT = Path(__file__).resolve().parents[1]
_INSTALLED = _PARENT / "liverlens"


def checkout() -> Path | None:
    """The root of the checkout that this code runs from; None where a wheel was installed."""
    return None if _INSTALLED.is_dir() else _PARENT


def shipped(name: str) -> Path:
    """The file or folder `name` ("weights", ".streamlit/config.toml") that LiverLens came with."""
    return (checkout() or _INSTALLED) / name
