"""What became of the files of one STOW request, as PS3.18 I.2 writes it."""

from __future__ import annotations

from typing import Any

from pydicom.dataset import Dataset

from core.pacs.instance import Instance
from core.receive.answers import NO_ROOM, STORED

OK, ACCEPTED, CONFLICT, UNAVAILABLE = 200, 202, 409, 503


class Report:
    """Add each file as it is settled."""

    def __init__(self) -> None:
        self._stored: list[Dataset] = []
        self._failed: list[Dataset] = []
        #: Files without an identity.
        self._others: list[Dataset] = []
        self._reasons: set[int] = set()

    @property
    def n_files(self) -> int:
        return len(self._stored) + len(self._failed) + len(self._others)

    def add(self, found: Instance | None, status: int) -> None:
        """`status` is one of `core.receive.answers`."""
        item = Dataset()
        if status != STORED:
            item.FailureReason = status
            self._reasons.add(status)
        if found is None:
            self._others.append(item)
            return
        item.ReferencedSOPClassUID = found.sop_class_uid
        item.ReferencedSOPInstanceUID = found.sop_instance_uid
        if status == STORED:
            # Nothing can be fetched here.
            item.RetrieveURL = ""
        (self._stored if status == STORED else self._failed).append(item)

    @property
    def http_status(self) -> int:
        """PS3.18 10.5.3.1; 503 where there is no room for any, so that the sender tries again."""
        if not self._reasons:
            return OK
        if self._stored:
            return ACCEPTED
        return UNAVAILABLE if self._reasons == {NO_ROOM} else CONFLICT

    def as_json(self) -> dict[str, Any]:
        """DICOM JSON (PS3.18 F)."""
        told = Dataset()
        told.RetrieveURL = ""
        if self._stored:
            told.ReferencedSOPSequence = self._stored
        if self._failed:
            told.FailedSOPSequence = self._failed
        if self._others:
            told.OtherFailuresSequence = self._others
        made: dict[str, Any] = told.to_json_dict()
        return made
