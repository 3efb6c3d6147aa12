"""What can be asked of an archive, whichever protocol it speaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from core.pacs.query import FoundSeries, FoundStudies, Query
from core.pacs.site import Site

#: Called with the bytes of a whole DICOM file.
Take = Callable[[bytes], None]


class Archive(Protocol):
    """One site. Every method raises PacsError where the archive can't be reached, refuses or
    answers what can't be used."""

    site: Site

    def echo(self) -> None:
        """Return if it answers."""

    def find_studies(self, query: Query, most: int | None = None) -> FoundStudies:
        """The studies that fit, each once. Raises UsageError for a query that asks for all."""

    def find_series(self, study_uid: str) -> tuple[FoundSeries, ...]:
        """The series of a study; () for a study that is not there."""

    def instance_uids(self, study_uid: str, series_uid: str) -> frozenset[str]:
        """The SOP Instance UIDs that it holds of a series."""

    def get_series(self, wanted: FoundSeries, take: Take, cancel: threading.Event) -> None:
        """Hand over each file of a series, as it is stored where the archive allows.

        Raises Cancelled soon after `cancel` is set. What comes is not checked here.
        """

    def store(self, files: Sequence[Path], cancel: threading.Event) -> Iterator[tuple[Path, str]]:
        """Send files; yields (file, "" or why it was refused) of each as it is settled."""


def open_archive(site: Site) -> Archive:
    """The archive at that site; nothing is asked of it yet.

    Raises PacsError where its secrets or certificates can't be read.
    """
    if site.protocol == "dicomweb":
        from core.pacs.dicomweb import DicomwebArchive

        return DicomwebArchive(site)
    from core.pacs.dimse import DimseArchive

    return DimseArchive(site)
