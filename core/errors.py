"""The exception types that the library raises for things a user can cause.

Each message is one sentence that says what is wrong, with which file, and what to do. The command
line prints it on one line and exits with status 2; a page shows it as a notice.
"""

from __future__ import annotations

from core.sentence import code_of


class LiverLensError(Exception):
    """Base of every error a user can cause. `str(error)` is fit to be shown to a person."""

    @property
    def code(self) -> str:
        """Which sentence it is (`core.sentence`), "" where the message has no code."""
        return code_of(self.args[0]) if self.args else ""


class InputError(LiverLensError):
    """The input (file, folder, archive) can't be read as CT."""


class NoSeriesError(InputError):
    """Nothing that could be opened as a CT series was found; the message counts why."""


class ArchiveError(InputError):
    """A zip is encrypted, corrupt, unsafe (path traversal) or absurdly compressed."""


class CheckpointError(LiverLensError):
    """A weights file is missing, damaged, or not one of ours."""


class UnknownModelError(LiverLensError):
    """No model of that name; the message lists those there are."""


class TrainingDataError(LiverLensError):
    """A training file lacks an array, holds labels outside the set, or can't be split."""


class Cancelled(LiverLensError):
    """The user asked a long computation to stop."""


class UsageError(LiverLensError):
    """An argument is out of range or makes no sense for this input."""


class StoreError(LiverLensError):
    """The store of analyses can't be opened, read or written; what it holds is untouched."""


class UnknownRecordError(StoreError):
    """No analysis, or no queued series, of that number."""


class StaleVersionError(StoreError):
    """Someone saved a newer version meanwhile: nothing was written over it."""


class StudyError(StoreError):
    """A study of readers that can't be made, joined or read by this person; it is unchanged."""


class FollowUpError(LiverLensError):
    """Scans that can't be followed over time: of different patients, twice the same, undated."""


class QueueError(LiverLensError):
    """Some of the queued series could not be analysed; the others were."""


class LaboratoryError(LiverLensError):
    """Laboratory values can't be read, or none of them can be used."""


class ServerError(LiverLensError):
    """A server can't be reached, or does not answer as it should; nothing was taken from it."""


class PacsError(LiverLensError):
    """An archive (PACS) can't be reached, refuses, or answers what can't be used."""


class ConsentError(LiverLensError):
    """The operator's list of studies does not allow what was asked for (`core.consent`)."""

    def __init__(self, said: str, series_uid: str = "") -> None:
        super().__init__(said)
        #: Of the series that was refused, for the audit trail; "" where it is not known.
        self.series_uid = series_uid


class PhaseError(LiverLensError):
    """Series that can't be compared as phases of one study."""


class ClusterError(LiverLensError):
    """Workers can't be started, reached or used; what they had not finished waits in the queue."""
