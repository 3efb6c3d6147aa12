"""The tour's JavaScript."""

from __future__ import annotations

from pathlib import Path

from dashboard.components.script_files import ScriptFiles

SCRIPTS = ScriptFiles("tour", Path(__file__).with_name("js"))
