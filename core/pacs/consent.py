"""The operator's list of studies that may be analysed or exported (`LIVERLENS_CONSENT`)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from core.errors import PacsError
from core.pacs import sentences
from core.pacs.uids import is_uid

VARIABLE = "LIVERLENS_CONSENT"


@dataclass(frozen=True)
class Consent:
    """Which studies are allowed; all where the operator keeps no list."""

    studies: frozenset[str] | None = None

    def allows(self, study_uid: str) -> bool:
        return self.studies is None or study_uid in self.studies

    def check(self, study_uid: str) -> None:
        """Raises PacsError where the study is not on the list."""
        if not self.allows(study_uid):
            raise PacsError(sentences.no_consent())


def read_consent() -> Consent:
    """The list as it is now: one Study Instance UID a line; # begins a remark.

    Raises:
        PacsError: there should be a list, and it can't be read: nothing is allowed then.
    """
    told = os.environ.get(VARIABLE, "").strip()
    if not told:
        return Consent()
    path = Path(told).expanduser()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or error) if isinstance(error, OSError) else "it is no text"
        raise PacsError(sentences.consent_unreadable(path.name, reason)) from error
    uids = (line.partition("#")[0].strip() for line in lines)
    return Consent(frozenset(uid for uid in uids if is_uid(uid)))
