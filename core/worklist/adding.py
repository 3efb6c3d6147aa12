"""Find the series in what a person names, and queue each of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.consent import check_consent
from core.dicom import DEFAULT_LIMITS, Limits, SeriesCandidate, discover
from core.errors import ConsentError, UsageError
from core.modality import CT
from core.models.sentences import other_modality
from core.worklist.queue_item import DONE, Item
from core.worklist.store import Store


@dataclass(frozen=True)
class Added:
    """The outcome of one series."""

    item: Item
    #: False: it was queued or done before.
    is_new: bool
    #: As found now; `item.n_slices` are those that it was queued with.
    n_slices: int


def add_inputs(
    store: Store,
    inputs: Sequence[Path | str],
    model_name: str,
    weights_sha256: str,
    *,
    patient_code: str | None = None,
    again: bool = False,
    choose: Callable[[SeriesCandidate], bool] | None = None,
    reads: str = "",
    left_out: Callable[[SeriesCandidate], object] | None = None,
    refused: Callable[[ConsentError], object] | None = None,
    progress: Callable[[int, int], None] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> list[Added]:
    """Queue every series in `inputs` that the model reads; only headers are read.

    A series that these very weights have done stays done, unless `again`, or unless it has more
    slices now.

    Args:
        inputs: folders, files, zips, as `core.dicom.discover` takes them; they must stay where
            they are until the series is done.
        patient_code: the user's own code for whom all these series show, where the headers don't
            tell; kept as a keyed hash.
        choose: tells which of the series found to queue.
        reads: the kind of image that the model reads (`core.modality`); "" for any.
        left_out: called for each of these that is of another kind.
        refused: called for each of these that the operator's list of studies (`core.consent`) does
            not allow; the others are queued. None: such a series is an error.
        progress: called with (files looked at, files in all).
        limits: of the search; its `room` is asked before a volume file is unpacked.

    Raises:
        InputError, NoSeriesError, ArchiveError: as `discover`; nothing is queued then.
        UsageError: all of them are of another kind than the model reads.
        ConsentError: see `refused`; nothing is queued then.
        StoreError: the store can't be written, or its key can't be used.
    """
    key = store.key
    pseudonym = key.pseudonym_of_code(patient_code) if patient_code else None
    paths = [os.path.abspath(path) for path in inputs]
    found = discover([Path(path) for path in paths], progress=progress, limits=limits).candidates
    chosen = [one for one in found if choose is None or choose(one)]
    readable = [one for one in chosen if not reads or (one.tags.modality or CT) == reads]
    if chosen and not readable:
        raise UsageError(other_modality(model_name, reads, chosen[0].tags.modality))
    if left_out is not None:
        for one in chosen:
            if one not in readable:
                left_out(one)
    added = []
    for candidate in _allowed(readable, refused):
        item, is_new = store.queue.enqueue(
            paths,
            series_digest=key.series_digest(candidate.uid),
            model_name=model_name,
            n_slices=candidate.n_slices,
            pseudonym=pseudonym,
            again=again,
        )
        is_outdated = item.state == DONE and (
            # Slices that came since.
            item.n_slices < candidate.n_slices or _by_other_weights(store, item, weights_sha256)
        )
        if not is_new and is_outdated:
            item, is_new = store.queue.enqueue(
                paths,
                series_digest=item.series_digest,
                model_name=model_name,
                n_slices=candidate.n_slices,
                pseudonym=pseudonym,
                again=True,
            )
        added.append(Added(item, is_new, candidate.n_slices))
    return added


def _allowed(
    chosen: Sequence[SeriesCandidate], refused: Callable[[ConsentError], object] | None
) -> list[SeriesCandidate]:
    allowed = []
    for one in chosen:
        try:
            check_consent(one)
        except ConsentError as error:
            if refused is None:
                raise
            refused(error)
        else:
            allowed.append(one)
    return allowed


def _by_other_weights(store: Store, item: Item, weights_sha256: str) -> bool:
    return item.record_id is None or store.get(item.record_id).weights_sha256 != weights_sha256
