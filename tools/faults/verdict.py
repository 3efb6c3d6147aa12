"""What is there after the last kill, held against what was acknowledged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from core.audit import Checked, Entry, Trail
from core.pacs.instance import read_instance
from core.receive.ours import SUFFIX
from core.worklist import Store
from core.worklist.record import Record
from core.worklist.tables import ANNOTATION, RECORD
from tools.faults.ledger import Ledger
from tools.faults.made import MODEL, WHO, line, record
from tools.faults.readers import NOTE
from tools.receive_load.pushed import Pushed
from tools.receive_load.sender import Ledger as Sent

#: None of these may be other than 0.
FAULTS = (
    "files_lost",
    "files_doubled",
    "files_unreadable",
    "halves",
    "series_not_queued",
    "series_without_record",
    "series_doubled",
    "records_lost",
    "records_changed",
    "records_doubled",
    "lines_lost",
    "lines_doubled",
    "trail_damaged",
    "edits_lost",
    "edits_doubled",
    "versions_with_gaps",
    "tracebacks",
    "faults",
    "not_done_in_time",
    "receivers_exit_status",
)
_TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True)
class WholeSeries:
    """A series of which every file was acknowledged."""

    uid: str
    n_slices: int

    def is_done(self, store: Store) -> bool:
        digest = store.key.series_digest(self.uid)
        query = sa.select(RECORD.c.n_slices).where(RECORD.c.series_digest == digest)
        with store._database.reading() as connection:
            return self.n_slices in connection.execute(query).scalars().all()


def whole_series(sent: Sent, pushed: Pushed) -> list[WholeSeries]:
    counts = Counter(series for series, _ in sent.so_far())
    n = len(pushed.slices)
    return [
        WholeSeries(pushed.uids(series, 0)[1], n) for series, count in counts.items() if count == n
    ]


def verdict(ledger: Ledger, sent: Sent, pushed: Pushed, folder: Path) -> dict:
    """Counts, and every fault by name; the programs have ended, the database has not."""
    store, trail = Store.open(), Trail.open()
    assert trail is not None
    logs = {path: path.read_text(errors="replace") for path in sorted(folder.rglob("*log"))}
    return {
        "kills": dict(ledger.kills),
        "ended_by_themselves": dict(ledger.ends),
        **_files(sent, pushed, folder / "inbox"),
        **_series(store, sent, pushed),
        **of_records(store.list(), ledger.records),
        **of_lines(trail.read(), ledger.lines),
        "trail_damaged": int(trail.check() != Checked(None, ())),
        **_edits(store, ledger),
        "tracebacks": sum(text.count(_TRACEBACK) for text in logs.values()),
        "faults": len(ledger.faults),
        "which_faults": ledger.faults[:20] + _around_tracebacks(logs.values())[:10],
        "sentences": dict(Counter(_sentences(logs.values())) + ledger.said),
    }


def of_records(kept: Iterable[Record], acknowledged: set[int]) -> dict[str, int]:
    """Of those that the writer saved."""
    found = [one for one in kept if one.model_name == MODEL]
    by_digest = {one.series_digest: one for one in found}
    expected = [record(number) for number in acknowledged]
    there = [(one, by_digest.get(one.series_digest)) for one in expected]
    return {
        "records": len(expected),
        "records_lost": sum(kept is None for _, kept in there),
        "records_changed": sum(kept is not None and not _same(one, kept) for one, kept in there),
        "records_doubled": len(found) - len(by_digest),
    }


def of_lines(entries: Sequence[Entry], acknowledged: set[int]) -> dict[str, int]:
    """Of those that the writer noted; a line that it was killed over may be there, too."""
    found = Counter(one.what for one in entries if one.who == WHO)
    return {
        "lines": len(acknowledged),
        "lines_in_all": len(entries),
        "lines_lost": sum(line(number) not in found for number in acknowledged),
        "lines_doubled": sum(count - 1 for count in found.values()),
    }


def of_edits(versions: Sequence[tuple[tuple, int, str]], acknowledged: set[int]) -> dict[str, int]:
    """Of (whose, version, note of its finding)."""
    found = Counter(note for _, _, note in versions)
    by_reader: dict[tuple, list[int]] = {}
    for whose, version, _ in versions:
        by_reader.setdefault(whose, []).append(version)
    return {
        "edits": len(acknowledged),
        "versions": len(versions),
        "edits_lost": sum(f"{NOTE}{number}" not in found for number in acknowledged),
        "edits_doubled": sum(count - 1 for count in found.values()),
        "versions_with_gaps": sum(
            sorted(numbers) != list(range(1, len(numbers) + 1)) for numbers in by_reader.values()
        ),
    }


def _same(one: Record, kept: Record) -> bool:
    names = ("pseudonym", "n_slices", "p_malignant", "liver_ml", "category")
    return all(getattr(one, name) == getattr(kept, name) for name in names)


def _files(sent: Sent, pushed: Pushed, inbox: Path) -> dict[str, int]:
    """Every file is read: what it says that it is counts, not its name."""
    acknowledged = sent.so_far()
    found = [read_instance(path) for path in inbox.rglob(f"*{SUFFIX}")]
    uids = Counter(one.sop_instance_uid for one in found if one is not None)
    return {
        "files": len(acknowledged),
        "attempts": sent.n_sent,
        "files_lost": sum(not pushed.is_kept(inbox, *one) for one in acknowledged),
        "files_doubled": sum(count - 1 for count in uids.values()),
        "files_unreadable": found.count(None),
        "halves": len(list(inbox.rglob("*.part"))),
    }


def _series(store: Store, sent: Sent, pushed: Pushed) -> dict[str, int]:
    whole = whole_series(sent, pushed)
    items = Counter(one.series_digest for one in store.queue.items())
    with store._database.reading() as connection:
        digests = Counter(connection.execute(sa.select(RECORD.c.series_digest)).scalars())
    return {
        "series": len(whole),
        "series_not_queued": sum(store.key.series_digest(one.uid) not in items for one in whole),
        "series_without_record": sum(not one.is_done(store) for one in whole),
        "series_doubled": sum(
            count - 1 for counts in (items, digests) for count in counts.values()
        ),
    }


def _edits(store: Store, ledger: Ledger) -> dict[str, int]:
    columns = ("series_digest", "reader", "version", "findings")
    with store._database.reading() as connection:
        rows = connection.execute(sa.select(*(ANNOTATION.c[name] for name in columns))).all()
    versions = [
        ((row.series_digest, row.reader), row.version, row.findings[0]["note"]) for row in rows
    ]
    return of_edits(versions, ledger.edits)


def _sentences(texts: Iterable[str]) -> list[str]:
    """What the programs complained of, without what differs from one time to the next."""
    lines = (line for text in texts for line in text.splitlines() if "liverlens: " in line)
    return [re.sub(r"/\S+?(?=[\s,;:]|$)|[0-9a-f]{16,}|\d+", "…", line) for line in lines]


def _around_tracebacks(texts: Iterable[str]) -> list[str]:
    return [
        one[-1500:]
        for text in texts
        for one in re.findall(rf"{re.escape(_TRACEBACK)}.*?\n(?=\S)[^\n]*", text, re.DOTALL)
    ]
