"""The queue: what waits, how far the one at work is, what failed and why, and how to add more."""

from __future__ import annotations

import html
from contextlib import suppress
from pathlib import Path

import streamlit as st

from core.errors import UnknownRecordError
from core.models import ModelCard
from core.worklist import Item, Store
from dashboard.components import notices, open_panel
from dashboard.screens.worklist import adding
from dashboard.services import worklist_store
from dashboard.services.queue_worker import QueueWorker, worker_of
from dashboard.state import server_folders
from dashboard.state.session import Session
from dashboard.state.task import Task

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
    """Draw the strip of the queue; it looks again by itself while there is work."""
    worker = worker_of(store)
    if store.queue.counts().get("waiting") and worker.state == "idle" and not worker.error:
        # Added by the command line, say.
        worker.wake()
    _add(session, store, card)
    busy = worker.is_working or any(not task.finished for _, task in adding.uploads(session))
    drawn = store.queue.counts().get("done", 0)
    # A store that failed is tried again by the worker, and it may begin to work then.
    pause = POLL_SECONDS if busy else worklist_store.RETRY_SECONDS if worker.error else None
    strip = st.fragment(_strip, run_every=pause)
    strip(session, store, worker, busy, drawn)


def _add(session: Session, store: Store, card: ModelCard | None) -> None:
    openable = [entry for entry in session.shelf if entry.can_open]
    with st.container(key="worklist-add", horizontal=True, vertical_alignment="center"):
        if st.button(
            f"Queue all {len(openable)} open series" if openable else "Queue all open series",
            disabled=not openable or card is None,
            help="Every series in the list at the left, by the model above",
        ):
            with st.spinner("Looking through the files"):
                adding.try_to_add(session, lambda: adding.add_open(session, store, card))
            st.rerun()
        roots = server_folders.listed()
        if st.button(
            "Queue a folder of the server",
            disabled=not roots or card is None,
            help=None if roots else "The operator lists none (LIVERLENS_DATA_DIRS).",
        ):
            _folder_dialog(session, store, card, roots)


@st.dialog("Queue a folder of the server")
def _folder_dialog(session: Session, store: Store, card: ModelCard, roots: list[Path]) -> None:
    folder = open_panel.choose_inside(roots, "queue")
    st.caption(f"Every CT series in it is analysed by {card.name}, one after another.")
    if st.button(f"Queue all in {folder.name}", type="primary", key="queue-go"):
        bar = st.progress(0.0, "Looking through the files")
        adding.try_to_add(
            session,
            lambda: adding.add_folder(
                store,
                folder,
                card,
                lambda done, total: bar.progress(
                    done / max(total, 1), f"Looking through the files: {done} of {total}"
                ),
            ),
        )
        st.rerun()


@notices.errors_as_sentences()
def _strip(session: Session, store: Store, worker: QueueWorker, was_busy: bool, drawn: int) -> None:
    """The counts, the controls and the items that are not done.

    `drawn` is how many were done when the list below was drawn.
    """
    session.collect()
    counts = store.queue.counts()
    uploading = any(not task.finished for _, task in adding.uploads(session))
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
            st.error(worker.error)
        for key, task in uploads:
            _upload(session, key, task)
        _items(session, store, worker)


def _controls(session: Session, store: Store, worker: QueueWorker, counts: dict[str, int]) -> None:
    left = counts.get("waiting", 0) + counts.get("running", 0)
    if worker.state == "paused" or (worker.error and left):
        st.button("Go on", key="queue-go-on", on_click=worker.go_on)
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
    with notices.errors_as_notices(session):
        store.queue.retry()
        worker.wake()


def _items(session: Session, store: Store, worker: QueueWorker) -> None:
    items = store.queue.items(("running", "waiting", "failed", "set_aside"))
    items.sort(key=lambda item: (list(_WORDS).index(item.state), item.id))
    for item in items[:MOST_LISTED]:
        with st.container(key=f"queue-item-{item.id}", horizontal=True, wrap=False):
            st.html(_line(item), width="stretch")
            st.button(
                "Cancel" if item.state == "running" else "Remove",
                key=f"queue-remove-{item.id}",
                type="tertiary",
                on_click=_take_out,
                args=(session, worker, item.id),
            )
    if len(items) > MOST_LISTED:
        st.html(f'<p class="ll-words">and {len(items) - MOST_LISTED} more</p>')


def _take_out(session: Session, worker: QueueWorker, number: int) -> None:
    # Another may have taken it out already.
    with notices.errors_as_notices(session), suppress(UnknownRecordError):
        worker.take_out(number)


def _line(item: Item) -> str:
    """Name of the folder or file, slices, model, and how it stands."""
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


def _upload(session: Session, key: tuple, task: Task) -> None:
    how = {"done": "done", "failed": "failed", "waiting": "waiting", "cancelled": "cancelled"}
    words = how.get(task.state) or (
        f"slice {task.done} of {task.total}" if task.total else "reading"
    )
    # One series may be under way for several models.
    name = f"{key[0]}-{key[2][:12]}"
    with st.container(key=f"queue-upload-{name}", horizontal=True, wrap=False):
        st.html(
            f'<div class="ll-queue"><b>{html.escape(task.name)}</b> <em>{words}</em> '
            f'<em class="ll-failed">{html.escape(task.error)}</em></div>',
            width="stretch",
        )
        if task.finished:
            st.button(
                "Remove",
                key=f"upload-remove-{name}",
                type="tertiary",
                on_click=session.tasks.pop,
                args=(key, None),
            )
        else:
            st.button("Cancel", key=f"upload-cancel-{name}", type="tertiary", on_click=task.off.set)
