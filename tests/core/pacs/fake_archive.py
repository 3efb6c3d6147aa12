"""An archive in memory, for what is stored and asked for."""

from __future__ import annotations

from core.errors import Cancelled
from core.pacs import Site
from core.pacs.instance import read_instance
from tests.core.pacs.made_files import STUDY

#: Study and series of the CT that it has.
CT = (STUDY, "1.2.9")


class FakeArchive:
    """Keeps what it is sent, except the numbers in `refuses` and `loses`."""

    def __init__(self, *, may_send: bool = True, ct: str = CT[1]) -> None:
        self.site = Site("fake", "dicomweb", may_send=may_send)
        self.ct = ct
        self.held: dict[str, bytes] = {}
        self.came: list[bytes] = []
        self.refuses: set[str] = set()
        self.loses: set[str] = set()
        self.has_ct = True

    def instance_uids(self, study_uid, series_uid):
        if series_uid == self.ct:
            return frozenset({"1.2.9.1"} if self.has_ct else ())
        return frozenset(self.held)

    def store(self, files, cancel):
        for path in files:
            if cancel.is_set():
                raise Cancelled
            body = path.read_bytes()
            self.came.append(body)
            uid = read_instance(body).sop_instance_uid
            if uid in self.refuses:
                yield path, "no room"
                continue
            if uid not in self.loses:
                self.held[uid] = body
            yield path, ""
