"""What is kept beside a record to show it again: where its images lie, and its outlines."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from core.worklist.patient_key import PatientKey
from core.worklist.tables import KEPT

if TYPE_CHECKING:  # torch stands behind it, which takes seconds to import
    from core.pipeline import Analysis

#: "on" keeps the outlines of every analysis; off by default, since they show a patient's body.
OUTLINES_VARIABLE = "LIVERLENS_KEEP_OUTLINES"


def keeps_outlines(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether whoever runs LiverLens allows that outlines are kept."""
    return environ.get(OUTLINES_VARIABLE, "").strip().lower() == "on"


@dataclass(frozen=True)
class Kept:
    """As the store holds it; None for what is not kept."""

    #: Paths of the images, sealed with the store's key: they may name a person.
    place: bytes | None = None
    #: `core.worklist.outlines.pack`.
    outlines: bytes | None = None

    @classmethod
    def of(cls, analysis: Analysis, key: PatientKey, paths: Sequence[Path | str]) -> Kept:
        """Of an analysis of what lies in `paths`; empty for what lies nowhere, as an upload."""
        place, outlines = cls.of_paths(key, paths).place, None
        if keeps_outlines():
            # numpy and the rest stand behind it: whoever only lists the worklist waits for none.
            from core.worklist.outlines import pack

            outlines = pack(analysis)
        return cls(place, outlines)

    @classmethod
    def of_paths(cls, key: PatientKey, paths: Sequence[Path | str]) -> Kept:
        """Where images lie, alone; empty for what lies nowhere."""
        text = json.dumps([os.path.abspath(path) for path in paths])
        return cls(key.seal(text) if paths else None)

    def paths(self, key: PatientKey) -> tuple[Path, ...]:
        """Where the images lay; () where that is not kept, or was sealed with another key."""
        text = None if self.place is None else key.unseal(self.place)
        return () if text is None else tuple(Path(path) for path in json.loads(text))


def write_kept(connection: sa.Connection, number: int, kept: Kept | None) -> None:
    """Keep it beside that record. Outlines that were there go: they belong to another analysis. The
    place stays unless there is a new one: it is that of the same series."""
    before = read_kept(connection, number)
    place = (kept and kept.place) or before.place
    outlines = kept and kept.outlines
    connection.execute(sa.delete(KEPT).where(KEPT.c.record_id == number))
    if place or outlines:
        values = {"record_id": number, "place": place, "outlines": outlines}
        connection.execute(sa.insert(KEPT).values(**values))


def read_kept(connection: sa.Connection, number: int) -> Kept:
    row = connection.execute(sa.select(KEPT).where(KEPT.c.record_id == number)).first()
    return Kept() if row is None else Kept(row.place, row.outlines)
