"""Sending what was found to the hospital's archive or record system.

It is made in its turn like all heavy work, and then stored in the background; the other system is
asked afterwards what it has. What was asked for, and how it ended, is in the audit trail.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import Cancelled, ConsentError, LiverLensError
from core.sentence import Sentence
from dashboard.services import archives, audit, consent, models, results, sentences
from dashboard.state.jobs import Progress
from dashboard.state.notice import Action, Kind, attempt
from dashboard.state.send_work import Parcel, Sent
from dashboard.state.sentences import said_by

if TYPE_CHECKING:
    from typing import Any

    from core.fhir import Site as Server
    from core.models import Model
    from core.pacs.site import Site
    from core.pipeline import Analysis
    from core.series import Series
    from dashboard.state.analysis_state import AnalysisState
    from dashboard.state.open_series import OpenSeries
    from dashboard.state.session import Session

#: Of the jobs, to begin a sentence with.
OBJECTS, BUNDLE = "DICOM results", "Results for the record system"


@dataclass(frozen=True, eq=False)
class ForArchive:
    """DICOM objects on their way to an archive."""

    site: Site
    series: Series
    who: str
    #: Name -> content, and what could not be made.
    objects: Mapping[str, bytes]
    left_out: tuple[Sentence, ...]

    def send(self, progress: Progress, cancel: threading.Event) -> Sent:
        # Late: an archive's packages are behind it.
        from core.pacs import open_archive, store_objects

        where = self.site.name
        # Without UIDs there would be no objects.
        ct = (self.series.tags.study_uid, self.series.instances[0].series_uid)
        try:
            archive = open_archive(self.site)
            found = store_objects(archive, self.objects, ct=ct, progress=progress, cancel=cancel)
        except LiverLensError as error:
            _note_failure(self.who, self.series, where, error)
            raise
        told = f"{len(found.there)} of {len(self.objects)} objects in {where}"
        audit.sent(self.who, self.series, f"{told}, {len(found.new)} of them new")
        said = sentences.stored_in_archive(self.site.label, found)
        more = [str(one) for one in self.left_out]
        if not found.has_ct:
            more.append(sentences.archive_lacks_the_ct(self.site.label))
        whole = Sentence(" ".join([said, *more]), said.code)
        return Sent(whole, is_whole=not found.missing and not more)


@dataclass(frozen=True, eq=False)
class ForRecordSystem:
    """A Bundle on its way to a FHIR server."""

    server: Server
    series: Series
    who: str
    bundle: Mapping[str, Any]

    def send(self, progress: Progress, cancel: threading.Event) -> Sent:
        from core.fhir import send_bundle

        where = str(self.server)
        try:
            stored = send_bundle(self.server, self.bundle, cancel=cancel)
        except LiverLensError as error:
            _note_failure(self.who, self.series, where, error)
            raise
        told = f"{stored.created} new and {stored.present} known resources in {where}"
        audit.sent(self.who, self.series, told)
        return Sent(sentences.stored_in_record_system(where, stored.created, stored.present))


def begin_dicom(
    session: Session, opened: OpenSeries, analysis: Analysis, site: Site, kinds: Collection[str]
) -> None:
    """Make those kinds of objects (`core.dicom_results.KINDS`) and store them at `site`."""
    series, who, measurements = opened.series, session.who, opened.measured.all()

    def make(model: Model, progress: Progress, cancel: threading.Event) -> Parcel:
        made = results.dicom_objects(
            analysis,
            model,
            kinds=kinds,
            measurements=measurements,
            progress=progress,
            cancel=cancel,
        )
        return ForArchive(site, series, who, made.files, made.left_out)

    _begin(session, opened, analysis, make, name=OBJECTS, to=site.label)


def begin_fhir(
    session: Session, opened: OpenSeries, analysis: Analysis, server: Server, *, named: bool
) -> None:
    """Make the Bundle and store it there; `named`: the PDF in it shows name and ID too."""
    series, who, measurements = opened.series, session.who, opened.measured.all()
    laboratory = opened.place.laboratory.shown

    def make(model: Model, progress: Progress, cancel: threading.Event) -> Parcel:
        made = results.bundle(
            analysis,
            model,
            server=server,
            include_name=named,
            laboratory=laboratory,
            measurements=measurements,
            progress=progress,
            cancel=cancel,
        )
        return ForRecordSystem(server, series, who, made)

    _begin(session, opened, analysis, make, name=BUNDLE, to=str(server))


def _begin(
    session: Session,
    opened: OpenSeries,
    analysis: Analysis,
    make: Callable[[Model, Progress, threading.Event], Parcel],
    *,
    name: str,
    to: str,
) -> None:
    """One thing of an analysis is on its way at a time; a second wish is no news."""
    state = opened.by(analysis.weights_sha256)
    with attempt(session.notices, Action.SEND):
        if state.sending.job is not None:
            return
        consent.check(session.who, opened)
        model = models.model_of(analysis, session.cards.values())

        def work(progress: Progress, cancel: threading.Event) -> Parcel:
            return make(model, progress, cancel)

        state.sending.begin(to, session.begin(work, name=name, on=opened))


def collect(session: Session, opened: OpenSeries, state: AnalysisState) -> None:
    """Go on with what was made, and say how it ended."""
    work = state.sending
    parcel = work.made()
    if parcel is not None:
        # The other machine works, or nobody: this one's turns are not held up.
        work.storing = archives.begin(
            session, parcel.send, sentences.sending_to(work.to), on=opened
        )
    was_storing, job = work.storing is not None, work.ended()
    if job is None:
        return
    if isinstance(job.result, Sent):
        kind: Kind = "info" if job.result.is_whole else "warning"
        session.notify(job.result.said, kind, about=Action.SEND, stays=True)
    elif job.error:
        session.notify(job.error, "error", about=Action.SEND, stays=True)
    else:
        said = sentences.sending_was_cancelled(work.to, was_storing=was_storing)
        session.notify(said, about=Action.SEND)


def _note_failure(who: str, series: Series, where: str, error: LiverLensError) -> None:
    # A refusal by the operator's list has a line already, by the job.
    if isinstance(error, Cancelled):
        audit.sent(who, series, f"cancelled on the way to {where}")
    elif not isinstance(error, ConsentError):
        audit.sent(who, series, f"not whole to {where}: {error.code or said_by(error)}")
