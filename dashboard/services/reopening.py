"""From a record back to its images: where they are open here, or still lie on this server."""

from __future__ import annotations

from pathlib import Path

from core.worklist import Record, Store
from dashboard.services import worklist_store
from dashboard.state import server_folders
from dashboard.state.session import Session
from dashboard.state.shelf import Entry


def entry_of(session: Session, record: Record) -> Entry | None:
    """The series of `record` on this session's shelf, if it can be opened."""
    key = worklist_store.patient_key()
    for entry in session.shelf:
        if entry.can_open and key.series_digest(entry.uid) == record.series_digest:
            return entry
    return None


def path_on_server(store: Store, record: Record) -> Path | None:
    """Where the queue says that the series lies, if people may open that; the queue forgets the
    paths of what is done."""
    for item in store.queue.items(("waiting", "running", "failed", "set_aside")):
        if item.series_digest == record.series_digest and len(item.paths) == 1:
            path = Path(item.paths[0])
            if path.exists() and server_folders.is_confined(path):
                return path
    return None
