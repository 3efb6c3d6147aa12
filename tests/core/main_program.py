"""What processes that a test starts take for the main program."""

from __future__ import annotations

import sys
import types

import pytest


@pytest.fixture(autouse=True)
def no_page_is_the_main_program(monkeypatch):
    """A page's test that ran before in this process leaves the page as `__main__`, and a process
    that is started runs that again."""
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
