"""The operator's list of studies that may be analysed or exported (`LIVERLENS_CONSENT`).

The one home of that rule. Whatever analyses a series, or lets something that was found in it out,
asks here first:

    check_consent(series)       # raises ConsentError

Looking at a series is free.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from typing import Protocol

from core import sentences
from core.errors import ConsentError
from core.operator_files import named_path, read_text
from core.series import SeriesTags

VARIABLE = "LIVERLENS_CONSENT"
#: Of the bundled samples: phantoms, which show nobody who could be asked.
SAMPLE_STUDIES = frozenset(
    {
        "2.25.151062498852769260935589325325701247063",
        "2.25.299927583163421899210072891241281382091",
        "2.25.76416932324326905076471180094587355734",
    }
)
#: A list that was changed so short a time ago is read again: a file's time is not exact.
_UNSETTLED_SECONDS = 2.0
#: Of the list: a million studies.
_MOST_BYTES = 2**26


class OfStudy(Protocol):
    """A series, or what is known of one before its pixels are read."""

    @property
    def uid(self) -> str: ...

    @property
    def tags(self) -> SeriesTags: ...


@dataclass(frozen=True)
class Consent:
    """Which studies are allowed; all where the operator keeps no list."""

    studies: frozenset[str] | None = None

    def allows(self, study_uid: str) -> bool:
        return self.studies is None or study_uid in self.studies or study_uid in SAMPLE_STUDIES

    def check(self, study_uid: str, series_uid: str = "") -> None:
        """Raises ConsentError where the study is not on the list, or nobody knows which it is;
        `series_uid` goes with the error, for the audit trail."""
        if self.allows(study_uid):
            return
        said = sentences.no_consent() if study_uid else sentences.no_study_to_allow()
        raise ConsentError(said, series_uid)


def check_consent(of: OfStudy) -> None:
    """Raises ConsentError unless that series may be analysed and exported now."""
    try:
        consent = read_consent()
    except ConsentError as error:
        raise ConsentError(error.args[0], of.uid) from error
    if consent.studies is not None:
        consent.check(of.tags.study_uid, of.uid)


def consent_obstacle(of: OfStudy) -> str:
    """Why that series may be neither analysed nor exported, in a sentence; "" where it may."""
    try:
        check_consent(of)
    except ConsentError as error:
        # The sentence itself, with its code.
        return error.args[0]
    return ""


def read_consent() -> Consent:
    """The list as it is now: one Study Instance UID a line; # begins a remark. A file that has not
    changed is not read again, so this may be called as often as anything is asked.

    Raises:
        ConsentError: there should be a list, and it can't be read: nothing is allowed then.
    """
    global _held
    told = os.environ.get(VARIABLE, "").strip()
    if not told:
        return Consent()
    path = named_path(told, VARIABLE, ConsentError)
    try:
        found = path.stat()
        state = (told, found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
        with _lock:
            if _held is not None and _held[0] == state:
                return _held[1]
        # A byte order mark is no part of the first number.
        lines = read_text(path, "utf-8-sig", _MOST_BYTES).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or error) if isinstance(error, OSError) else "it is no text"
        raise ConsentError(sentences.consent_unreadable(path.name, reason)) from error
    uids = (line.partition("#")[0].strip() for line in lines)
    consent = Consent(frozenset(uid for uid in uids if uid))
    if time.time() - found.st_mtime > _UNSETTLED_SECONDS:
        with _lock:
            _held = state, consent
    return consent


_lock = threading.Lock()
#: What tells one state of the file from another, and the list in it.
_held: tuple[tuple[str, int, int, int, int], Consent] | None = None
