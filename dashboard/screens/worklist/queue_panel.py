"""The queue: what waits, what is in progress, what failed and why, and how to add more."""

from __future__ import annotations

import html
from contextlib import suppress
from pathlib import Path

import streamlit as st

from core.errors import UnknownRecordError
from core.models import ModelCard
from core.worklist import Item, Store
from dashboard.components import notices, open_panel
from dashboard.components.fragment import fragment
from dashboard.components.loading_bar import LoadingBar
from dashboard.components.plain_text import plain
from dashboard.components.weakly import weakly
from dashboard.screens.worklist import adding, sentences
from dashboard.screens.worklist.adding import UploadWork
from dashboard.services import worklist_store
from dashboard.services.queue_worker import QueueWorker, worker_of
from dashboard.state import server_folders
from dashboard.state.notice import Action, attempt
from dashboard.state.session import Session

POLL_SECONDS = 1.0
#: More are counted, not listed.
MOST_LISTED = 30

_WORDS = {
    "running": "running",
    "waiting": "waiting",
    "failed": "failed",
    "set_aside": "set aside",
    "done": "done",
}


def show(session: Session, store: Store, card: ModelCard | None) -> None:
    """Draw the strip of the queue; it refreshes itself while there is work."""
    worker = worker_of(store)
    counts = store.queue.counts()
    if counts.get("waiting") and worker.state == "idle" and not worker.error:
        # Added by the command line, say.
        worker.wake()
    _add(session, store, card)
    busy = worker.is_working or any(not one.job.finished for one in adding.uploads(session))
    drawn = counts.get("done", 0)
    # A store that failed is tried again by the worker, and it may begin to work then.
    pause = POLL_SECONDS if busy else worklist_store.RETRY_SECONDS if worker.error else None
    strip = fragment(_strip, run_every=pause)
    strip(session, store, worker, busy, drawn)


def _add(session: Session, store: Store, card: ModelCard | None) -> None:
    openable = [entry for entry in session.shelf if entry.can_open]
    with st.container(key="worklist-add", horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            f"Queue all {len(openable)} open series" if openable else "Queue all open series",
            disabled=not openable or card is None,
            help=sentences.what_queueing_all_does(),
        )
        if pressed and card is not None:
            with st.spinner("Looking through the files"):
                adding.try_to_add(
                    session,
                    lambda refused: adding.add_open(session, store, card, refused),
                )
            st.rerun()
        roots = server_folders.listed()
        pressed = st.button(
            "Queue a folder of the server",
            disabled=not roots or card is None,
            help=None if roots else sentences.no_folder_is_listed(),
        )
        if pressed and card is not None:
            _folder_dialog(session, store, card, roots)


@st.dialog("Queue a folder of the server")
def _folder_dialog(session: Session, store: Store, card: ModelCard, roots: list[Path]) -> None:
    folder = open_panel.choose_inside(roots, "queue")
    st.caption(sentences.what_queueing_a_folder_does(card.name, card.modality))
    if st.button(f"Queue all in {plain(folder.name)}", type="primary", key="queue-go"):
        bar = LoadingBar()
        bar.looking(0, 0)
        adding.try_to_add(
            session,
            lambda refused: adding.add_folder(store, folder, card, bar.looking, refused),
        )
        st.rerun()


@notices.errors_as_sentences()
def _strip(session: Session, store: Store, worker: QueueWorker, was_busy: bool, drawn: int) -> None:
    """The counts, the controls and the items that are not done.

    `drawn` is how many were done when the list below was drawn.
    """
    session.collect()
    counts = store.queue.counts()
    uploading = any(not one.job.finished for one in adding.uploads(session))
    has_ended = was_busy and not worker.is_working and not uploading
    if has_ended or counts.get("done", 0) != drawn:
        # The list has new records.
        st.rerun()
    shown = [name for name in _WORDS if counts.get(name)]
    uploads = adding.uploads(session)
    if not shown and not uploads and not worker.error:
        return
    with st.container(key="worklist-queue"):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = " · ".join(f"{counts[name]} {_WORDS[name]}" for name in shown)
            st.html(
                f'<span class="ll-head">Queue</span> <span class="ll-words">{words}</span>',
                width="content",
            )
            _controls(session, store, worker, counts)
        if worker.error:
            st.error(plain(worker.error))
        for upload in uploads:
            _upload(upload)
        _items(session, store, worker, counts)


def _controls(session: Session, store: Store, worker: QueueWorker, counts: dict[str, int]) -> None:
    left = counts.get("waiting", 0) + counts.get("running", 0)
    if worker.state == "paused" or (worker.error and left):
        st.button("Resume", key="queue-resume", on_click=worker.resume)
    elif left:
        st.button("Pause", key="queue-pause", on_click=worker.pause)
    if counts.get("failed") or counts.get("set_aside"):
        st.button(
            "Try the failed again",
            key="queue-retry",
            on_click=_retry,
            args=(session, store, worker),
        )


def _retry(session: Session, store: Store, worker: QueueWorker) -> None:
    with attempt(session.notices, Action.QUEUE):
        store.queue.retry()
        worker.wake()


def _items(session: Session, store: Store, worker: QueueWorker, counts: dict[str, int]) -> None:
    states = [name for name in _WORDS if name != "done"]
    for item in store.queue.items(states, limit=MOST_LISTED):
        with st.container(key=f"queue-item-{item.id}", horizontal=True, wrap=False):
            st.html(_line(item), width="stretch")
            st.button(
                "Cancel" if item.state == "running" else "Remove",
                key=f"queue-remove-{item.id}",
                type="tertiary",
                on_click=_take_out,
                args=(session, worker, item.id),
            )
    more = sum(counts.get(name, 0) for name in states) - MOST_LISTED
    if more > 0:
        st.html(f'<p class="ll-words">and {more:,} more</p>')


def _take_out(session: Session, worker: QueueWorker, number: int) -> None:
    # Somebody else may have removed it already.
    with attempt(session.notices, Action.QUEUE), suppress(UnknownRecordError):
        worker.take_out(number)


def _line(item: Item) -> str:
    """Name of the folder or file, slices, model, and state."""
    name = Path(item.paths[0]).name if item.paths else "series"
    told = f"{html.escape(name)} · {item.n_slices} slices · {html.escape(item.model_name)}"
    if item.state == "running" and item.progress_total:
        share = item.progress_done / item.progress_total
        how = (
            f'<span class="ll-track"><span style="width:{share:.0%};background:var(--blue)">'
            f"</span></span> <em>slice {item.progress_done} of {item.progress_total}</em>"
        )
    else:
        how = f"<em>{_WORDS[item.state]}</em>"
    failed = f'<em class="ll-failed">{html.escape(item.error)}</em>' if item.error else ""
    return f'<div class="ll-queue"><b>{told}</b> {how} {failed}</div>'


def _upload(upload: UploadWork) -> None:
    job = upload.job
    words: str = job.state
    if job.state == "running":
        words = f"slice {job.done} of {job.total}" if job.total else "reading"
    with st.container(key=f"queue-upload-{upload.name}", horizontal=True, wrap=False):
        st.html(
            f'<div class="ll-queue"><b>{html.escape(job.name)}</b> <em>{words}</em> '
            f'<em class="ll-failed">{html.escape(job.error)}</em></div>',
            width="stretch",
        )
        if job.finished:
            st.button(
                "Remove",
                key=f"upload-remove-{upload.name}",
                type="tertiary",
                on_click=weakly(
                    adding.remove_upload, upload.entry, weights_sha256=upload.weights_sha256
                ),
            )
        else:
            st.button(
                "Cancel",
                key=f"upload-cancel-{upload.name}",
                type="tertiary",
                on_click=job.off.set,
            )
