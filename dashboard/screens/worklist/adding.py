"""Queue many series at once: all that are on the shelf of this session, or a folder of the
server."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.consent import check_consent
from core.dicom import SeriesCandidate
from core.errors import ConsentError, InputError
from core.modality import CT
from core.models import ModelCard
from core.models.sentences import left_out
from core.worklist import Store, add_inputs
from dashboard.screens.worklist import sentences
from dashboard.services import analyses, audit, consent, models, queue_worker
from dashboard.state import server_folders
from dashboard.state.jobs import Job
from dashboard.state.notice import Action, attempt
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.shelf import Entry
from dashboard.state.volume_room import room_for_volumes

#: Called for each series that the operator's list of studies keeps out; None: that is an error.
Refused = Callable[[ConsentError], object] | None


@dataclass(frozen=True, eq=False)
class UploadWork:
    """An upload that is being analysed for the worklist, or was."""

    entry: Entry
    weights_sha256: str
    job: Job[Any]

    @property
    def name(self) -> str:
        """Tells it from the others: one series may be under way for several models."""
        return f"{self.entry.key}-{self.weights_sha256[:12]}"


def add_folder(
    store: Store,
    path: Path,
    card: ModelCard,
    progress: Callable[[int, int], None] | None = None,
    refused: Refused = None,
) -> str:
    """Queue every series under `path` that the model reads, and say how many, and how many not.

    `refused` is called for each that the operator's list of studies keeps out.

    Raises:
        InputError: outside the listed folders, or a link in it leads out of them.
        NoSeriesError, ArchiveError, ConsentError, UsageError: as `core.worklist.add_inputs`.
        StoreError: the store can't be written.
        MemoryShortError: the server has no memory for a volume file in it.
    """
    server_folders.files_in(path)
    found = server_folders.files_below(path) if path.is_dir() else ()
    if any(p.is_file() and not server_folders.is_confined(p) for p in found):
        raise InputError(sentences.link_leads_out(path.name))
    others: list[SeriesCandidate] = []
    with room_for_volumes(object()) as limits:
        added = add_inputs(
            store,
            [path],
            card.name,
            card.sha256,
            reads=card.modality,
            left_out=others.append,
            refused=refused,
            progress=progress,
            limits=limits,
        )
    queue_worker.worker_of(store).wake()
    new = sum(one.is_new for one in added)
    return _with_left_out(sentences.folder_queued(new, len(added) - new, card.name), others, card)


def add_open(session: Session, store: Store, card: ModelCard, refused: Refused = None) -> str:
    """Queue every series on this session's shelf that the model reads, and say how many, and how
    many not; `refused` as above.

    Series on this server go into the durable queue. Uploads are in memory alone, and stay there:
    they are analysed one after another while the session lasts.

    Raises StoreError and CheckpointError as the store and the model do, ConsentError as above.
    """
    queued = here = known = 0
    #: So that the headers of a folder are read once for all its series.
    uids: dict[Path, set[str]] = {}
    entries = [one for one in session.shelf if one.can_open]
    others = [one for one in entries if (one.tags.modality or CT) != card.modality]
    for entry in entries:
        if entry in others:
            continue
        path = entry.origin.path
        if path is None:
            try:
                started = _start_upload(session, entry, card)
            except ConsentError as error:
                if refused is None:
                    raise
                refused(error)
                continue
            here, known = here + started, known + (not started)
        else:
            uids.setdefault(path, set()).add(entry.uid)
    for path, its in uids.items():
        with room_for_volumes(object()) as limits:
            added = add_inputs(
                store,
                [path],
                card.name,
                card.sha256,
                choose=_among(its),
                refused=refused,
                limits=limits,
            )
        new = sum(one.is_new for one in added)
        queued, known = queued + new, known + len(added) - new
    queue_worker.worker_of(store).wake()
    return _with_left_out(
        sentences.open_series_queued(queued, here, known, card.name), others, card
    )


def _with_left_out(said: str, others: Sequence[Entry | SeriesCandidate], card: ModelCard) -> str:
    if not others:
        return said
    found = others[0].tags.modality
    return f"{said} {left_out(len(others), found, card.name, card.modality)}"


def _among(uids: Set[str]) -> Callable[[SeriesCandidate], bool]:
    return lambda candidate: candidate.uid in uids


def _start_upload(session: Session, entry: Entry, card: ModelCard) -> bool:
    """Analyse what only this session has; False if that is done or under way."""
    if not isinstance(entry, OpenSeries):
        return analyses.begin_for_worklist(session, entry, card)
    check_consent(entry)
    is_new = entry.job(card) is None and entry.analysis(card) is None
    session.start_analysis(entry, models.model(card))
    return is_new


def uploads(session: Session) -> list[UploadWork]:
    """The uploads that are being analysed for the worklist, or were."""
    return [
        UploadWork(entry, weights, job)
        for entry in session.shelf
        for weights, job in entry.place.to_worklist.items()
    ]


def remove_upload(entry: Entry, weights_sha256: str) -> None:
    """Take an upload off the list, once it has finished."""
    entry.place.to_worklist.pop(weights_sha256, None)


def try_to_add(session: Session, add: Callable[[Refused], str]) -> None:
    """Run one of the functions above with its `refused`; what it says is noted in the audit trail,
    and like the reason of a failure it is a notice."""
    refusals: list[ConsentError] = []
    with attempt(session.notices, Action.QUEUE):
        try:
            said = add(refusals.append)
            audit.queued(session, said)
            session.notify(said, about=Action.QUEUE)
        finally:
            # Also of those before an error.
            consent.tell(session, refusals, Action.QUEUE)
