"""An archive by DICOMweb: QIDO-RS, WADO-RS, STOW-RS (PS3.18 10)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar
from xml.etree.ElementTree import ParseError

import requests
from pydicom.dataset import Dataset

from core.dicom.headers import PYDICOM_ERRORS
from core.errors import Cancelled, PacsError
from core.outside.retries import with_retries
from core.pacs import rows, sentences
from core.pacs.archive import Take
from core.pacs.body_part import with_body_part
from core.pacs.failures import NothingThere, PassingError
from core.pacs.http import Client
from core.pacs.instance import read_instance
from core.pacs.query import FoundSeries, FoundStudies, Query
from core.pacs.rows import SERIES_KEYWORDS, STUDY_KEYWORDS, Row, json_row, search_keys
from core.pacs.site import Site

#: Sent in one request, unless one file is larger.
_BATCH_BYTES = 16_000_000
T = TypeVar("T")


class DicomwebArchive:
    """See `core.pacs.archive.Archive`."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._client = Client(site)

    def echo(self) -> None:
        self._rows("/studies", {"limit": "1"})

    def find_studies(self, query: Query, most: int | None = None) -> FoundStudies:
        query.check()
        most = most or self.site.most_results
        asked: dict[str, Any] = {**search_keys(query), "limit": str(most + 1)}
        asked["includefield"] = list(STUDY_KEYWORDS)
        found = rows.studies(self._rows("/studies", asked), most, query)
        if not query.body_part:
            return found
        # An attribute of series: few archives search studies by it.
        return with_body_part(self, found, query.body_part)

    def find_series(self, study_uid: str) -> tuple[FoundSeries, ...]:
        most = self.site.most_results
        asked = {"limit": str(most + 1), "includefield": list(SERIES_KEYWORDS)}
        return rows.series(self._rows(f"/studies/{study_uid}/series", asked), study_uid, most)

    def instance_uids(self, study_uid: str, series_uid: str) -> frozenset[str]:
        path = f"/studies/{study_uid}/series/{series_uid}/instances"
        asked = {"limit": str(self.site.most_files + 1), "includefield": "SOPInstanceUID"}
        return rows.instance_uids(self._rows(path, asked), self.site.most_files + 1)

    def get_series(self, wanted: FoundSeries, take: Take, cancel: threading.Event) -> None:
        path = f"/studies/{wanted.study_uid}/series/{wanted.series_uid}"
        syntax = self.site.transfer_syntax
        accept = f'multipart/related; type="application/dicom"; transfer-syntax={syntax}'

        def begin() -> Iterator[bytes]:
            return self._asked(lambda: self._client.parts(path, accept))

        for part in self._each(with_retries(begin, cancel)):
            if cancel.is_set():
                raise Cancelled(sentences.cancelled())
            take(part)

    def store(self, files: Sequence[Path], cancel: threading.Event) -> Iterator[tuple[Path, str]]:
        for batch in _batches(files):
            if cancel.is_set():
                raise Cancelled(sentences.cancelled())
            bodies = [path.read_bytes() for path in batch]

            def post(bodies: list[bytes] = bodies) -> tuple[dict[str, str], dict[str, str]]:
                return self._asked(lambda: _settled(self._client.post_files("/studies", bodies)))

            stored, failed = with_retries(post, cancel)
            for path, body in zip(batch, bodies, strict=True):
                found_in = read_instance(body)
                uid = found_in.sop_instance_uid if found_in else ""
                reason = failed.get(uid) or str(sentences.not_confirmed())
                yield path, "" if uid in stored and uid not in failed else reason

    def _rows(self, path: str, asked: dict[str, Any]) -> Iterator[Row]:
        def ask() -> list[Any]:
            return self._asked(lambda: self._client.json(path, asked))

        try:
            found = with_retries(ask)
        except NothingThere:
            if path == "/studies":
                raise
            return iter(())
        if not isinstance(found, list):
            raise PacsError(sentences.answered_no_dicom(self.site.name))
        return (json_row(one) for one in found if isinstance(one, dict))

    def _asked(self, step: Callable[[], T]) -> T:
        """What can't be read as an answer is one sentence."""
        try:
            return step()
        except requests.HTTPError as error:
            status = error.response.status_code if error.response is not None else 0
            raise PacsError(sentences.refused_with_status(self.site.name, status)) from error
        except requests.exceptions.JSONDecodeError as error:
            raise PacsError(sentences.answered_no_dicom(self.site.name)) from error
        except requests.RequestException as error:
            raise PassingError(sentences.cut_off(self.site.name)) from error
        except (*PYDICOM_ERRORS, ParseError) as error:
            raise PacsError(sentences.answered_no_dicom(self.site.name)) from error

    def _each(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        """The parts one by one, with the errors of `_asked`."""
        end = object()
        while True:
            part: Any = self._asked(lambda: next(parts, end))
            if part is end:
                return
            yield bytes(part)


def _settled(answer: Dataset) -> tuple[dict[str, str], dict[str, str]]:
    """What was stored and what failed of a STOW answer, as `_referenced`."""
    return _referenced(answer, "ReferencedSOPSequence"), _referenced(answer, "FailedSOPSequence")


def _referenced(answer: Dataset, keyword: str) -> dict[str, str]:
    """SOP Instance UID -> why it failed, "" for none, of a STOW answer (PS3.18 I.2)."""
    found = {}
    for item in answer.get(keyword) or ():
        reason = item.get("FailureReason")
        told = "" if reason is None else str(sentences.failed_with_reason(int(reason)))
        found[str(item.get("ReferencedSOPInstanceUID", ""))] = told
    return found


def _batches(files: Sequence[Path]) -> Iterator[list[Path]]:
    batch: list[Path] = []
    size = 0
    for path in files:
        its = path.stat().st_size
        if batch and size + its > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += its
    if batch:
        yield batch
