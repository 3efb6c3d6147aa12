"""Where the audit trail is: as configured, or beside the key of the worklist."""

from __future__ import annotations

import os
from pathlib import Path

from core.errors import StoreError
from core.operator_files import named_path
from core.worklist.location import Location

VARIABLE = "LIVERLENS_AUDIT"
OFF = "off"
FILE_NAME = "audit.jsonl"


def audit_file(location: Location) -> Path | None:
    """`LIVERLENS_AUDIT`, else `audit.jsonl` beside the worklist's key; None if turned off.

    Raises:
        StoreError: it begins with the home folder of somebody whom this machine doesn't know.
    """
    told = os.environ.get(VARIABLE, "").strip()
    if told.lower() == OFF:
        return None
    if told:
        path = named_path(told, VARIABLE, StoreError).absolute()
        return path / FILE_NAME if path.is_dir() else path
    return location.key_file.with_name(FILE_NAME)
