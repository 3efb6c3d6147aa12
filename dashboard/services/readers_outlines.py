"""Readers' outlines in the worklist: read when a series is opened, kept after each change."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from core.annotation import Annotation
from core.errors import StaleVersionError, StoreError
from dashboard.services import audit, sentences, worklist_store
from dashboard.state.annotating import Keeping
from dashboard.state.edited import Edited
from dashboard.state.events import SeriesOpened
from dashboard.state.sentences import said_by

if TYPE_CHECKING:
    from core.worklist import Store


def on_series_opened(event: SeriesOpened) -> None:
    """The pixels of a series were read: the outlines that readers made of it come too."""
    opened = next((one for one in event.session.shelf.open() if one.series is event.series), None)
    if opened is not None:
        bring(opened.edited, event.session.who)


def bring(edited: Edited, who: str) -> None:
    """The outlines that the worklist has, once for each open series.

    Args:
        who: the reader, as in the audit trail.
    """
    if not edited.was_looked_up:
        edited.was_looked_up = True
        edited.reader = edited.reader or who
        renew(edited)


def renew(edited: Edited) -> None:
    """Take the newest outlines from the worklist: this reader's own, or else those of the reader
    who saved last, which are then a beginning; in a study their own alone. What is here and could
    not be saved yet is saved instead. Nothing happens where there are none, or where the worklist
    can't be read.
    """
    store = worklist_store.available() if worklist_store.exists() else None
    if store is not None:
        with suppress(StoreError):
            if edited.is_kept:
                _renew(store, edited)
            else:
                _keep_again(store, edited)


def _keep_again(store: Store, edited: Edited) -> None:
    try:
        edited.keep_again(keep)
    except StaleVersionError:
        digest, reader = store.key.series_digest(edited.uid), reader_of(edited)
        own = store.annotation_versions(digest, reader=reader, study=edited.study)
        if own:
            edited.fall_behind(own[-1].version)


def _renew(store: Store, edited: Edited) -> None:
    digest, reader = store.key.series_digest(edited.uid), reader_of(edited)
    saved = store.annotation_versions(digest, study=edited.study)
    own = [one for one in saved if one.reader == reader]
    if not own and (edited.study or not saved):
        return
    newest = (own or saved)[-1]
    if edited.is_edited and edited.version == (newest.version if own else 0):
        # It is here already.
        return
    stored = store.annotation(digest, newest.reader, study=edited.study, version=newest.version)
    if stored is not None and stored.shape == edited.shape:
        edited.kept = sentences.outlines_are_kept(newest.version if own else 0)
        edited.take_in(stored, own[-1].version if own else 0)


def keep(edited: Edited, annotation: Annotation) -> bool:
    """Save the next version in the worklist; False, with `edited.kept` saying why, where that is
    not possible: it is tried again with the next change.

    Raises:
        StaleVersionError: this reader saved a newer one elsewhere; nothing was saved.
    """
    try:
        store = worklist_store.required()
        edited.version = _save(store, edited, annotation)
    except StaleVersionError:
        raise
    except StoreError as error:
        edited.kept = sentences.outlines_not_in_the_worklist(said_by(error))
        return False
    edited.kept = sentences.outlines_are_kept(edited.version)
    return True


def _save(store: Store, edited: Edited, annotation: Annotation) -> int:
    return store.save_annotation(
        store.key.series_digest(edited.uid),
        reader_of(edited),
        annotation,
        base=edited.version,
        study=edited.study,
    )


def versions(edited: Edited) -> list[tuple[int, datetime]]:
    """What this reader saved of the series: version, and when; none where the worklist can't be
    read."""
    store = worklist_store.available() if worklist_store.exists() else None
    if store is None:
        return []
    with suppress(StoreError):
        digest = store.key.series_digest(edited.uid)
        found = store.annotation_versions(digest, reader=reader_of(edited), study=edited.study)
        return [(one.version, one.created_at) for one in found]
    return []


def version(edited: Edited, number: int) -> Annotation | None:
    """One of them."""
    store = worklist_store.available() if worklist_store.exists() else None
    if store is None:
        return None
    with suppress(StoreError):
        digest = store.key.series_digest(edited.uid)
        stored = store.annotation(digest, reader_of(edited), study=edited.study, version=number)
        return None if stored is None else stored.annotation
    return None


def reader_of(edited: Edited) -> str:
    """As the audit trail names people."""
    return edited.reader or audit.NOBODY


#: For `dashboard.state.annotating.routes`.
IN_THE_WORKLIST = Keeping(keep, renew, versions, version)
