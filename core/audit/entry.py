"""One line of the audit trail."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

ACTIONS = (
    "signed in",
    "opened",
    "queued",
    "analysed",
    "exported",
    "fetched",
    "sent",
    "refused",
    "removed",
)
#: Letters kept of `Entry.what`: a model's or a file's name.
LONGEST = 200
#: Letters of a line, and lines of a trail: far more than any has.
LONGEST_LINE, MOST_LINES = 8192, 10**12


@dataclass(frozen=True)
class Entry:
    """Who did what, and to whose images."""

    #: Counted from 1.
    number: int
    #: UTC, ISO 8601, to the second.
    at: str
    #: `user-` or `browser-` and 16 hexadecimal digits; "queue" for the durable queue's own work,
    #: "receiver" for the process that receives, "command line", "retention" for what grew too old.
    who: str
    #: One of `ACTIONS`.
    did: str
    #: The patient's pseudonym, as in the worklist; "" where it was about none.
    patient: str
    #: The start of the hash that stands for the series; "" likewise.
    series: str
    #: The model that analysed, the file that was downloaded, how many series were queued, the
    #: server that was asked for laboratory values, what was sent and where to, which rule refused.
    what: str
    #: SHA-256 of the line before, "" for the first: a line that was changed or removed shows.
    before: str

    def line(self) -> str:
        """As it is in the file, without the end of the line."""
        return json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def read(cls, line: str) -> Entry | None:
        """None for a line that is not an entry; whoever wrote it may have had any purpose."""
        if len(line) > LONGEST_LINE:
            return None
        try:
            entry = cls(**json.loads(line))
        except (ValueError, TypeError, RecursionError):
            return None
        number, *texts = asdict(entry).values()
        is_number = type(number) is int and 0 < number <= MOST_LINES
        if not is_number or not all(isinstance(text, str) for text in texts):
            return None
        # Letter by letter as it is written: a name twice, a space or a CR was put there.
        return entry if entry.line() == line else None


def digest(line: str) -> str:
    """What the next entry says of this line."""
    return hashlib.sha256(line.encode("utf-8", "surrogateescape")).hexdigest()
