"""What the pages hand over to Streamlit to be called later, and what that keeps alive."""

from __future__ import annotations

import gc
import types
import weakref
from typing import Any

import numpy as np
import pytest
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.state.session_state import SessionState

from core.pipeline import Analysis
from core.series import Series
from dashboard.state.listed_series import ListedSeries
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

#: Pixels, or what owns them. A score of each slice is smaller than an image.
PIXELS = (OpenSeries, ListedSeries, Series, Analysis)
LEAST_BYTES = 4096
#: Streamlit keeps the session itself, which lets go of its series when they are closed.
OWNERS = (Session, types.ModuleType, type, weakref.ref)
#: Nothing that a page hands over should lead to more objects than this.
MOST = 50_000


class HandedOver:
    """Name of what was handed over -> the thing."""

    def __init__(self) -> None:
        self.things: dict[str, Any] = {}

    def that_keeps_pixels(self) -> list[str]:
        return [f"{name}: {found}" for name, thing in self.things.items() for found in kept(thing)]


@pytest.fixture
def handed_over(monkeypatch) -> HandedOver:
    """What is handed over from now on: callbacks, fragments, downloads."""
    told = HandedOver()
    set_metadata = SessionState._set_widget_metadata
    register, add_deferred = MemoryFragmentStorage.register, MediaFileManager.add_deferred

    def of_widget(self, metadata):
        told.things[f"callback of {metadata.id}"] = (
            metadata.callback,
            metadata.callback_args,
            metadata.callback_kwargs,
        )
        return set_metadata(self, metadata)

    def of_fragment(self, key, fragment, **options):
        told.things[f"fragment {key}"] = fragment
        return register(self, key, fragment, **options)

    def of_download(self, data_callable, mimetype, coordinates, file_name=None, **options):
        told.things[f"download {file_name}"] = data_callable
        return add_deferred(self, data_callable, mimetype, coordinates, file_name, **options)

    monkeypatch.setattr(SessionState, "_set_widget_metadata", of_widget)
    monkeypatch.setattr(MemoryFragmentStorage, "register", of_fragment)
    monkeypatch.setattr(MediaFileManager, "add_deferred", of_download)
    return told


def kept(thing: Any) -> list[str]:
    """The kinds of what holds pixels and is reached from it, going past no owner."""
    seen: set[int] = set()
    waiting, found, count = [thing], [], 0
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, OWNERS):
            continue
        seen.add(id(one))
        count += 1
        assert count < MOST, f"{thing} leads everywhere"
        if isinstance(one, PIXELS):
            found.append(type(one).__name__)
        elif isinstance(one, np.ndarray):
            if one.nbytes >= LEAST_BYTES:
                found.append(f"array of {one.shape}")
        elif not type(one).__module__.startswith(("streamlit", "torch", "sqlalchemy")):
            waiting += _parts(one)
    return found


def _parts(one: Any) -> list[Any]:
    if isinstance(one, types.FunctionType):
        cells = [cell.cell_contents for cell in one.__closure__ or () if cell != types.CellType()]
        return [*cells, *(one.__defaults__ or ()), *(one.__kwdefaults__ or {}).values()]
    return gc.get_referents(one)
