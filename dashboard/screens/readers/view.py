"""The study on the page, as the person in front of it may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.worklist import Study
from core.worklist.annotations import Annotated


@dataclass(frozen=True)
class InView:
    """Read from the store once for each run."""

    study: Study
    #: Who looks at it, as the audit trail names people.
    me: str
    #: "digest reader" -> the newest version of that reader.
    newest: Mapping[str, Annotated]
    #: Digest -> who has submitted the series.
    submitted: Mapping[str, set[str]]
    #: Digest -> whose annotations the person may see.
    visible: Mapping[str, frozenset[str]]

    @property
    def role(self) -> str:
        """`Study.role_of` the person."""
        return self.study.role_of(self.me)

    @property
    def reads(self) -> bool:
        """Whether the person reads, as a reader or as the arbiter."""
        return self.me in self.study.readers or self.me == self.study.arbiter

    def version(self, series_digest: str, reader: str) -> Annotated | None:
        """The newest version of that reader; None where nothing is saved."""
        return self.newest.get(f"{series_digest} {reader}")

    def has_submitted(self, series_digest: str, reader: str) -> bool:
        return reader in self.submitted.get(series_digest, set())

    def name_of(self, reader: str) -> str:
        """ "Reader 2", or "You"."""
        return "You" if reader == self.me else self.study.name_of(reader)

    def left_to_read(self) -> int:
        """Series that the person has not submitted."""
        return sum(not self.has_submitted(one.series_digest, self.me) for one in self.study.series)
