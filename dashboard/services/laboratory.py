"""Laboratory values of the series in view: from files, or from the configured FHIR server."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.fhir import Site, configured_site, fetch_laboratory
from core.laboratory import Laboratory
from core.laboratory.files import parse_laboratory
from core.series import header_date
from dashboard.services import audit
from dashboard.state.jobs import Progress
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

if TYPE_CHECKING:
    from core.dicom import MemoryFile

FETCHING = "Fetching laboratory values"


def site() -> Site | None:
    """The configured server; None where there is none. Raises UsageError where it can't be used."""
    return configured_site()


def load(opened: OpenSeries, files: Sequence[MemoryFile]) -> None:
    """Show the values of the first file. Raises LaboratoryError where there are none; what was
    shown before stays then."""
    first = files[0]
    opened.place.laboratory.take(
        parse_laboratory(first.name, bytes(first.data), patient_id=opened.tags.patient_id)
    )


def begin_fetch(session: Session, opened: OpenSeries, server: Site) -> None:
    """Ask the server in the background. The patient's ID is taken from the header now, and goes
    nowhere else."""
    patient_id, day = opened.tags.patient_id, header_date(opened.tags)

    def work(progress: Progress, cancel: threading.Event) -> Laboratory:
        return fetch_laboratory(server, patient_id, day, cancel=cancel)

    held = opened.place.laboratory
    held.cancel()
    held.job = session.begin(work, name=FETCHING, on=opened, light=True)
    audit.fetched(session, str(server), opened.series)
