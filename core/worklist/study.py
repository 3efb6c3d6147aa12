"""A study: series that several readers read, each for themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.worklist.kept import Kept
from core.worklist.patient_key import PatientKey

#: What a person is in a study. Whoever made it may be one of them too.
READER, ARBITER, OWNER = "reader", "arbiter", "owner"
#: What readers are asked for -> its name on a page.
LABELS = {
    "outlines": "Outlines of lesions and liver",
    "kinds": "Kind of each lesion, and how sure",
    "slices": "Class of each slice",
}


@dataclass(frozen=True)
class StudySeries:
    """One series of a study, under pseudonyms."""

    #: 64 hexadecimal digits that stand for the series (`PatientKey.series_digest`).
    series_digest: str
    #: Stands for the patient.
    pseudonym: str
    n_slices: int
    #: (slices, rows, columns); None until the series was open when it was added or read.
    shape: tuple[int, int, int] | None = None
    #: (z, y, x), mm; None likewise, and where the slices are uneven.
    spacing_mm: tuple[float, float, float] | None = None
    #: Where its images lie, sealed as `Kept.place`; None for an upload.
    place: bytes | None = None

    def paths(self, key: PatientKey) -> tuple[Path, ...]:
        """Where its images lay; () where that is not kept."""
        return Kept(self.place).paths(key)


@dataclass(frozen=True)
class Study:
    """As the store holds it; people are named as the audit trail names them."""

    id: str
    name: str
    owner: str
    created_at: datetime
    instructions: str = ""
    #: Of `LABELS`.
    labels: tuple[str, ...] = tuple(LABELS)
    #: Whether a reader sees neither the model's verdict nor the others until they have submitted.
    is_blind: bool = True
    #: Whether people may still join.
    is_open: bool = True
    #: None where nobody decides.
    arbiter: str | None = None
    #: In the order in which they joined.
    readers: tuple[str, ...] = ()
    series: tuple[StudySeries, ...] = ()

    def role_of(self, person: str) -> str:
        """`READER`, `ARBITER`, `OWNER` for the owner who is neither, or "" for anyone else."""
        if person in self.readers:
            return READER
        if person == self.arbiter:
            return ARBITER
        return OWNER if person == self.owner else ""

    def name_of(self, person: str) -> str:
        """ "Reader 2", by the order in which they joined; "Arbiter", "Owner"."""
        if person in self.readers:
            return f"Reader {self.readers.index(person) + 1}"
        return {ARBITER: "Arbiter", OWNER: "Owner"}.get(self.role_of(person), "Somebody else")

    def one(self, series_digest: str) -> StudySeries | None:
        """Its series of that digest; None where it is not in the study."""
        return next((one for one in self.series if one.series_digest == series_digest), None)


def visible_to(study: Study, person: str, submitted: Collection[str]) -> frozenset[str]:
    """The people whose annotations of one series `person` may see, their own among them.

    Only what was submitted is shown to others. In a blind study a reader sees it once they have
    submitted that series themselves. Arbiter and owner see what was submitted, as long as they
    don't read themselves. Without a role one sees nobody's.

    Args:
        submitted: who has submitted the series.
    """
    role = study.role_of(person)
    if not role:
        return frozenset()
    if role == READER and study.is_blind and person not in submitted:
        return frozenset({person})
    return frozenset({person, *submitted})


def hides_the_model(study: Study, person: str, submitted: Collection[str]) -> bool:
    """Whether `person` may not yet see what a model says of one series."""
    return study.is_blind and person in study.readers and person not in submitted
