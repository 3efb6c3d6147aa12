"""The body of a STOW request, taken apart as it comes: each file goes to the disk piece by piece.

Nothing that the sender calls a part is read but its content type; files are named by their UIDs'
hashes.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser

from core.pacs.contexts import IMAGE_SYNTAXES, STORAGE_CLASSES
from core.pacs.instance import Instance, read_instance
from core.receive import sentences
from core.receive.answers import (
    CLASS_NOT_TAKEN,
    MISMATCH,
    NOT_UNDERSTOOD,
    STORED,
    SYNTAX_NOT_TAKEN,
    answer_of,
)
from core.receive.inbox import Inbox
from core.receive.part import Part
from core.receive.stow_report import Report

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

DICOM = "application/dicom"


class Refusal(Exception):
    """The whole request is refused; what was stored before stays, and the report names it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class StowBody:
    """Call `write` for each piece, `end` after the last, and `drop` in any case."""

    def __init__(
        self, boundary: bytes, inbox: Inbox, report: Report, most_parts: int, study_uid: str
    ) -> None:
        """`study_uid` is that of the address, "" for any."""
        # It would log bytes of what came.
        logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
        self._inbox = inbox
        self._report = report
        self._most_parts = most_parts
        self._study_uid = study_uid
        self._name, self._value, self._kind = bytearray(), bytearray(), ""
        self._part: Part | None = None
        #: Of the part in progress; it is skipped once this is not `STORED`.
        self._status = STORED
        self._n_parts = 0
        self._is_over = False
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_begin": self._begin_header,
            "on_header_field": self._add_to_name,
            "on_header_value": self._add_to_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._add,
            "on_part_end": self._end,
            "on_end": self._finish,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def write(self, piece: bytes) -> None:
        """Raises Refusal."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise Refusal(400, sentences.stow_not_multipart()) from error

    def end(self) -> None:
        """Raises Refusal if it is not over, or held no file."""
        if not self._is_over or not self._n_parts:
            raise Refusal(400, sentences.stow_not_multipart())

    def drop(self) -> None:
        """What has not come whole."""
        if self._part is not None:
            self._part.drop()
            self._part = None

    def _begin(self) -> None:
        self._n_parts += 1
        if self._n_parts > self._most_parts:
            raise Refusal(413, sentences.stow_too_many(self._most_parts))
        self._kind, self._status = "", STORED

    def _begin_header(self) -> None:
        self._name, self._value = bytearray(), bytearray()

    def _add_to_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._name.lower() == b"content-type":
            self._kind = self._value.decode("latin-1").split(";")[0].strip().lower()

    def _open(self) -> None:
        if self._kind not in ("", DICOM):
            self._status = NOT_UNDERSTOOD
            return
        self._status = answer_of(self._make_part)

    def _make_part(self) -> None:
        self._part = self._inbox.begin()

    def _add(self, data: bytes, start: int, end: int) -> None:
        if self._part is not None and self._status == STORED:
            part, piece = self._part, data[start:end]
            self._status = answer_of(lambda: self._write(part, piece))

    def _write(self, part: Part, piece: bytes) -> None:
        self._inbox.check_room(part.n_bytes + len(piece))
        part.write(piece)

    def _end(self) -> None:
        part, found = self._part, None
        if part is not None:
            ended = answer_of(part.finish)
            # Also of a file that there is no room for: its beginning is there.
            found = read_instance(part.path)
            if self._status == STORED:
                self._status = ended or self._settle(part, found)
        self._report.add(found, self._status)
        self.drop()

    def _settle(self, part: Part, found: Instance | None) -> int:
        if found is None or not found.is_whole:
            return NOT_UNDERSTOOD
        if self._study_uid and found.study_uid != self._study_uid:
            return MISMATCH
        if found.sop_class_uid not in STORAGE_CLASSES:
            return CLASS_NOT_TAKEN
        if found.transfer_syntax_uid not in IMAGE_SYNTAXES:
            return SYNTAX_NOT_TAKEN
        return answer_of(lambda: self._inbox.take(part, found))

    def _finish(self) -> None:
        self._is_over = True
