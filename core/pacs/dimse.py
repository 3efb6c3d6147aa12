"""An archive by DIMSE: C-ECHO, C-FIND, C-GET, C-MOVE, C-STORE (PS3.4 B and C)."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.filereader import read_file_meta_info
from pynetdicom import evt
from pynetdicom.association import Association
from pynetdicom.presentation import PresentationContext, build_context
from pynetdicom.sop_class import (  # type: ignore[attr-defined]
    StudyRootQueryRetrieveInformationModelFind,
    StudyRootQueryRetrieveInformationModelGet,
    StudyRootQueryRetrieveInformationModelMove,
    Verification,
)

from core.dicom.headers import PYDICOM_ERRORS
from core.errors import Cancelled, PacsError
from core.outside.retries import with_retries
from core.pacs import rows, sentences
from core.pacs.archive import Take
from core.pacs.asking import TOO_LARGE, TOO_SLOW, Answers, Asking, files_of, rows_of
from core.pacs.body_part import with_body_part
from core.pacs.contexts import get_contexts, quietly, roles_of, storage_handler, storage_server
from core.pacs.failures import PassingError
from core.pacs.query import FoundSeries, FoundStudies, Query
from core.pacs.rows import SERIES_KEYWORDS, STUDY_KEYWORDS, Row, dataset_row, search_keys
from core.pacs.site import Site
from core.pacs.tls_fault import tls_fault

_PENDING = (0xFF00, 0xFF01)
#: More rows than this of one question are left; some archives answer once for each instance.
_ROWS_PER_RESULT = 50
#: How many (class, transfer syntax) pairs one association can hold (PS3.8 9.3.2).
_MOST_CONTEXTS = 120


class DimseArchive:
    """See `core.pacs.archive.Archive`."""

    def __init__(self, site: Site) -> None:
        quietly()
        self.site = site
        site.ssl_context()

    def echo(self) -> None:
        def ask() -> None:
            with self._association([build_context(Verification)]) as association:
                self._check(association.send_c_echo())

        with_retries(ask)

    def find_studies(self, query: Query, most: int | None = None) -> FoundStudies:
        query.check()
        most = most or self.site.most_results
        answer = self._find("STUDY", search_keys(query), STUDY_KEYWORDS, most)
        found = rows.studies(answer, most, query)
        return with_body_part(self, found, query.body_part) if query.body_part else found

    def find_series(self, study_uid: str) -> tuple[FoundSeries, ...]:
        most = self.site.most_results
        keys = {"StudyInstanceUID": study_uid}
        return rows.series(self._find("SERIES", keys, SERIES_KEYWORDS, most), study_uid, most)

    def instance_uids(self, study_uid: str, series_uid: str) -> frozenset[str]:
        keys = {"StudyInstanceUID": study_uid, "SeriesInstanceUID": series_uid}
        most = self.site.most_files + 1
        return rows.instance_uids(self._find("IMAGE", keys, ("SOPInstanceUID",), most), most)

    def get_series(self, wanted: FoundSeries, take: Take, cancel: threading.Event) -> None:
        asked = _identifier("SERIES")
        asked.StudyInstanceUID, asked.SeriesInstanceUID = wanted.study_uid, wanted.series_uid
        if self.site.retrieve == "move":
            self._move(asked, take, cancel)
        else:
            self._get(asked, take, cancel)

    def store(self, files: Sequence[Path], cancel: threading.Event) -> Iterator[tuple[Path, str]]:
        by_pair: dict[str, list[Path]] = {}
        for path in files:
            try:
                meta = read_file_meta_info(path)
                pair = f"{meta.MediaStorageSOPClassUID} {meta.TransferSyntaxUID}"
            except (InvalidDicomError, AttributeError, OSError, ValueError):
                yield path, str(sentences.not_a_dicom_file())
                continue
            by_pair.setdefault(pair, []).append(path)
        pairs = sorted(by_pair)
        for start in range(0, len(pairs), _MOST_CONTEXTS):
            some = pairs[start : start + _MOST_CONTEXTS]
            contexts = [build_context(*pair.split()) for pair in some]
            paths = [path for pair in some for path in by_pair[pair]]
            # One answer for each file, and files may take long to send.
            bounds = replace(rows_of(self.site), most_seconds=math.inf)
            try:
                with self._association(contexts, answers=bounds) as association:
                    for path in paths:
                        if cancel.is_set():
                            raise Cancelled(sentences.cancelled())
                        yield path, self._store_one(association, path)
            except NothingInCommon:
                for path in paths:
                    yield path, str(sentences.syntax_refused(self.site.name))

    def _store_one(self, association: Association, path: Path) -> str:
        try:
            status = association.send_c_store(path)
        except ValueError:
            # No context was accepted for the file's class and transfer syntax.
            return str(sentences.syntax_refused(self.site.name))
        except (RuntimeError, OSError) as error:
            raise PacsError(sentences.cut_off(self.site.name)) from error
        if "Status" not in status:
            raise PacsError(sentences.cut_off(self.site.name))
        # 0xB000 and its like are warnings: stored, with remarks.
        code = self._code(status)
        is_stored = code == 0 or 0xB000 <= code <= 0xBFFF
        return "" if is_stored else str(sentences.failed_with_reason(code))

    def _find(
        self, level: str, keys: dict[str, str], keywords: Sequence[str], most: int
    ) -> list[Row]:
        asked = _identifier(level)
        for keyword in keywords:
            setattr(asked, keyword, None)
        for keyword, value in keys.items():
            setattr(asked, keyword, value)
        model = StudyRootQueryRetrieveInformationModelFind
        kept = {*keywords, *keys}

        def ask() -> list[Row]:
            found: list[Row] = []
            with self._association([build_context(model)]) as association:
                for status, identifier in self._each(association.send_c_find(asked, model)):
                    self._check(status)
                    if identifier is not None:
                        found.append(dataset_row(identifier, kept))
                    if len(found) > most * _ROWS_PER_RESULT:
                        association.abort()
                        break
            return found

        return with_retries(ask)

    def _get(self, asked: Dataset, take: Take, cancel: threading.Event) -> None:
        model = StudyRootQueryRetrieveInformationModelGet
        contexts = [build_context(model), *get_contexts()]
        came = storage_handler(take, cancel)
        handlers, roles = [(evt.EVT_C_STORE, came)], roles_of(contexts)
        with self._association(contexts, handlers, roles, files_of(self.site)) as peer:
            self._follow(peer.send_c_get(asked, model), came, cancel, peer)

    def _move(self, asked: Dataset, take: Take, cancel: threading.Event) -> None:
        model = StudyRootQueryRetrieveInformationModelMove
        came = storage_handler(take, cancel)
        bounds = replace(rows_of(self.site), came_elsewhere=lambda: came.n_bytes)
        with (
            storage_server(self.site, came),
            self._association([build_context(model)], answers=bounds) as peer,
        ):
            answers = peer.send_c_move(asked, self.site.our_ae_title, model)
            self._follow(answers, came, cancel, peer)

    def _follow(
        self, answers: Iterator[Any], came: Any, cancel: threading.Event, peer: Association
    ) -> None:
        """Until the last answer; errors of the handler, which runs in a thread, come out here."""
        for status, _ in self._each(answers):
            if came.error is not None or cancel.is_set():
                peer.abort()
                break
            # Some files may be missing: which, `fetch` counts.
            if "Status" not in status or self._code(status) != 0xB000:
                self._check(status)
        if came.error is not None:
            raise came.error
        if cancel.is_set():
            raise Cancelled(sentences.cancelled())

    @contextmanager
    def _association(
        self,
        contexts: list[PresentationContext],
        handlers: list[Any] | None = None,
        roles: list[Any] | None = None,
        answers: Answers | None = None,
    ) -> Iterator[Association]:
        site = self.site
        answers = answers or rows_of(self.site)
        entity = Asking(site.our_ae_title, answers)
        entity.acse_timeout = entity.dimse_timeout = site.timeout_seconds
        entity.network_timeout = entity.connection_timeout = site.timeout_seconds
        context = site.ssl_context()
        association = entity.associate(
            site.host,
            site.port,
            contexts,
            ae_title=site.ae_title,
            ext_neg=roles or [],
            evt_handlers=handlers or [],
            tls_args=(context, site.host) if context else None,
        )
        if not association.is_established:
            raise self._cut_off(answers) or self._not_established(association)
        try:
            yield association
        except PacsError as error:
            # Why it ended, rather than that it did.
            told = self._cut_off(answers)
            if told is None:
                raise
            raise told from error
        finally:
            if answers.fault:
                association.abort()
            elif association.is_established:
                association.release()

    def _cut_off(self, answers: Answers) -> PacsError | None:
        site = self.site
        if answers.fault == TOO_SLOW:
            return PacsError(sentences.too_slow(site.name, answers.limit))
        if answers.fault == TOO_LARGE:
            return PacsError(sentences.answer_too_large(site.name, int(answers.limit)))
        return PacsError(sentences.sent_no_message(site.name)) if answers.fault else None

    def _each(self, answers: Iterator[Any]) -> Iterator[Any]:
        """The answers one by one; what can't be read as one is a sentence."""
        try:
            yield from answers
        except PYDICOM_ERRORS as error:
            raise PacsError(sentences.sent_no_message(self.site.name)) from error

    def _not_established(self, association: Association) -> PacsError:
        name, primitive = self.site.name, association.acceptor.primitive
        if association.is_rejected and primitive is not None:
            source = (primitive.result_source, primitive.diagnostic)
            words: dict[object, Callable[[], str]] = {
                (1, 3): lambda: sentences.calling_title_unknown(name, self.site.our_ae_title),
                (1, 7): lambda: sentences.called_title_unknown(name, self.site.ae_title),
            }
            if source in words:
                return PacsError(words[source]())
            kind = PassingError if source[0] == 3 else PacsError
            return kind(sentences.association_rejected(name, primitive.reason_str))
        if association.rejected_contexts:
            return NothingInCommon(sentences.nothing_in_common(name))
        if self.site.tls and (reason := tls_fault(self.site)):
            return PacsError(sentences.tls_refused(name, reason))
        if association.is_aborted and primitive is not None:
            return PacsError(sentences.nothing_in_common(name))
        return PassingError(sentences.unreachable(name, f"{self.site.host}:{self.site.port}"))

    def _check(self, status: Dataset) -> None:
        """Raises PacsError unless the answer is success or pending."""
        if "Status" not in status:
            raise PassingError(sentences.too_slow(self.site.name, self.site.timeout_seconds))
        code = self._code(status)
        if code == 0 or code in _PENDING:
            return
        if code == 0xA801:
            raise PacsError(sentences.move_target_unknown(self.site.name, self.site.our_ae_title))
        kind = PassingError if 0xA700 <= code <= 0xA7FF else PacsError
        raise kind(sentences.refused_with_code(self.site.name, code))

    def _code(self, status: Dataset) -> int:
        """Raises PacsError for several, or none that is a number."""
        if not isinstance(status.Status, int):
            raise PacsError(sentences.sent_no_message(self.site.name))
        return status.Status


class NothingInCommon(PacsError):
    """The archive takes none of the classes and transfer syntaxes that it was offered."""


def _identifier(level: str) -> Dataset:
    asked = Dataset()
    asked.QueryRetrieveLevel = level
    return asked
