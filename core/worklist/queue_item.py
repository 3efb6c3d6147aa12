"""One series that waits, is worked on, or was."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

#: "failed": the series can't be analysed, the sentence says why. "set_aside": the process was
#: ended while it worked on it, too often to be chance.
WAITING, RUNNING, DONE, FAILED, SET_ASIDE = "waiting", "running", "done", "failed", "set_aside"


@dataclass(frozen=True)
class Item:
    """A series and a model. Paths are kept until it is done, nothing else of the files."""

    id: int
    #: `PatientKey.series_digest`: finds the series again in `paths`.
    series_digest: str
    model_name: str
    n_slices: int
    #: As given, absolute; () when done.
    paths: tuple[str, ...]
    #: Of the user's own code for the patient; None: from the header when it is read.
    pseudonym: str | None
    #: `WAITING`, `RUNNING`, `DONE`, `FAILED` or `SET_ASIDE`.
    state: str
    #: Times that work on it began since it was added or retried.
    attempts: int
    #: Slices of the running attempt.
    progress_done: int
    progress_total: int
    #: One sentence, "" unless failed or set aside.
    error: str
    #: The record that came of it.
    record_id: int | None
    added_at: datetime
    finished_at: datetime | None


def item_values(item: Item) -> dict:
    """As JSON values, without the paths; times in ISO 8601."""
    values = asdict(item)
    del values["paths"]
    for name in ("added_at", "finished_at"):
        values[name] = values[name] and values[name].isoformat()
    return values
