"""The scans that are compared, chosen from the worklist or among the open series."""

from __future__ import annotations

from dataclasses import dataclass

from core.follow_up import Scan
from core.worklist import Record
from dashboard.state.shelf import Entry


@dataclass(frozen=True)
class Choice:
    """What is to be compared."""

    scans: tuple[Scan, ...]
    #: The series of each scan on the shelf, None where it is not there.
    entries: tuple[Entry | None, ...]
    #: The person chose the order.
    order_given: bool = False
    same_patient: bool = False
    #: The record of each scan in the worklist; empty where the scans are open series.
    records: tuple[Record, ...] = ()
