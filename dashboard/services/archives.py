"""The archives as the app uses them: each question and each series is a job in the background."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from core.consent import read_consent
from core.errors import PacsError
from core.pacs import (
    Archive,
    Choice,
    FolderTarget,
    FoundSeries,
    FoundStudies,
    FoundStudy,
    MemoryTarget,
    Query,
    choose_series,
    fetch_series,
    open_archive,
    series_of,
)
from core.pacs import sentences as pacs_sentences
from core.pacs.site import Site, read_sites
from core.pacs.uids import name_of
from dashboard.services import audit, sentences, worklist_store
from dashboard.state.archive_view import Came
from dashboard.state.jobs import Job, Progress, Work
from dashboard.state.server_memory import MEMORY, ServerMemory

if TYPE_CHECKING:
    from core.models import ModelCard
    from dashboard.state.open_series import OpenSeries
    from dashboard.state.session import Session

T = TypeVar("T")


def begin(session: Session, work: Work[T], name: str, on: OpenSeries | None = None) -> Job[T]:
    """Start it in this session's turns; it ends with the session, and with the series `on`."""
    job = session.jobs.start(work, name=name, owner=id(session), who=session.who, network=True)
    session.own(job, on)
    return job


def storing() -> tuple[Site, ...]:
    """The sites where results may be stored. Raises PacsError where the list can't be used."""
    return tuple(site for site in read_sites() if site.may_send)


def linkable() -> tuple[Site, ...]:
    """The sites whose studies a link may name."""
    return tuple(site for site in read_sites() if site.may_link)


def searching(site: Site, query: Query) -> Work[FoundStudies]:
    """Find studies."""
    return lambda _progress, _cancel: open_archive(site).find_studies(query)


def listing(site: Site, studies: Sequence[FoundStudy]) -> Work[dict[str, tuple[Choice, ...]]]:
    """The series of those studies, the best suited first."""

    def work(progress: Progress, cancel: threading.Event) -> dict[str, tuple[Choice, ...]]:
        archive = open_archive(site)
        found = {}
        for done, study in enumerate(studies, start=1):
            if cancel.is_set():
                break
            found[study.study_uid] = _choices(archive, study)
            progress(done, len(studies))
        return found

    return work


def _choices(archive: Archive, study: FoundStudy) -> tuple[Choice, ...]:
    return choose_series(series_of(study, archive.find_series(study.study_uid)))


def bringing(site: Site, choice: Choice) -> Work[Came]:
    """A series into memory, to be opened."""
    return lambda progress, cancel: _bring(site, choice, progress, cancel)


def _bring(site: Site, choice: Choice, progress: Progress, cancel: threading.Event) -> Came:
    _check_consent(choice.series)
    target = CountedTarget()
    fetch_series(open_archive(site), choice.series, target, progress=progress, cancel=cancel)
    return Came(tuple(target.files), hold=target.hold)


class CountedTarget(MemoryTarget):
    """Files in memory that is counted. `keep` raises MemoryShortError where there is none."""

    def __init__(self, memory: ServerMemory = MEMORY) -> None:
        super().__init__()
        self._memory = memory
        self.hold = memory.begin("files")

    def keep(self, name: str, body: bytes) -> None:
        # The images in them are read while they are there.
        self._memory.grow(self.hold, len(body), spare=len(body))
        self.hold.arrived(len(body))
        super().keep(name, body)

    def finish(self) -> None:
        super().finish()
        # One stands for all.
        self.hold.until_gone(self.files[0])

    def drop(self) -> None:
        super().drop()
        self.hold.release()


def bringing_by_link(site: Site, query: Query) -> Work[Came]:
    """The best suited series of the one study that a link names."""

    def work(progress: Progress, cancel: threading.Event) -> Came:
        archive = open_archive(site)
        found = [one for one in archive.find_studies(query).rows if _is_named(one, query)]
        if not found:
            raise PacsError(pacs_sentences.study_not_there(site.name))
        if len(found) > 1:
            raise PacsError(pacs_sentences.several_studies(site.name, len(found)))
        choices = _choices(archive, found[0])
        if not choices or not choices[0].is_suited:
            raise PacsError(pacs_sentences.nothing_fits(site.name))
        return _bring(site, choices[0], progress, cancel)

    return work


def queueing(session: Session, site: Site, choice: Choice, card: ModelCard) -> Work[Came]:
    """A series onto the disk, into the operator's inbox, and into the durable queue."""
    # The work must not keep the session.
    who = session.who

    def work(progress: Progress, cancel: threading.Event) -> Came:
        # Imported late: SQLAlchemy stands behind them.
        from core.receive import claim, read_settings
        from core.worklist import add_inputs
        from dashboard.services.queue_worker import worker_of

        series = choice.series
        _check_consent(series)
        store = worklist_store.required()
        inbox = read_settings().inbox
        claim(inbox)
        folder = inbox / name_of(series.study_uid, series.series_uid)
        fetch_series(
            open_archive(site), series, FolderTarget(folder), progress=progress, cancel=cancel
        )
        added = add_inputs(
            store,
            [folder],
            card.name,
            card.sha256,
            reads=card.modality,
            # What an archive said of the study may differ from what its files say.
            refused=lambda error: audit.refused(who, error),
        )
        worker_of(store).wake()
        new = sum(one.is_new for one in added)
        said = sentences.queued_from_archive(new, card.name)
        audit.queued_by(who, said)
        return Came(said=said)

    return work


def _check_consent(series: FoundSeries) -> None:
    """Raises ConsentError, which the job notes in the audit trail."""
    read_consent().check(series.study_uid, series.series_uid)


def _is_named(study: FoundStudy, query: Query) -> bool:
    """An archive that keeps quiet about the accession number may have ignored it."""
    told = study.accession.casefold()
    return not query.accession or told == query.accession.casefold()
