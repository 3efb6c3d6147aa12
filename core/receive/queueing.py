"""From files in the inbox to series in the worklist's queue, and out again after their time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from core.audit import Trail
from core.consent import read_consent
from core.dicom import SeriesCandidate
from core.errors import ConsentError, InputError, LiverLensError, PacsError, StoreError
from core.modality import CT
from core.pacs import Archive, FoundSeries, judge
from core.receive import sentences
from core.receive.folder import Arrived
from core.receive.inbox import Inbox
from core.receive.retention import is_old, remove_unless_waiting
from core.receive.settings import ReceiveSettings
from core.worklist import Added, Store, add_inputs
from core.worklist.queue_item import RUNNING

#: Who queued, in the audit trail.
WHO = "receiver"
#: A series has to be quiet for so long before its count is asked for.
_ASK_AFTER_SECONDS = 3.0
#: What failed is tried again after so long.
_AGAIN_SECONDS = 30.0
#: So often, series are looked for that the app has put into the inbox.
_LOOK_SECONDS = 600.0


@dataclass
class Queueing:
    """Call `step` again and again, from one thread."""

    inbox: Inbox
    settings: ReceiveSettings
    store: Store
    #: Name and SHA-256 of the model's weights.
    model: tuple[str, str]
    #: The site that counts, if there is one.
    counts: Archive | None = None
    say: Callable[[str], object] = lambda _: None
    #: The kind of image that the model reads (`core.modality`).
    reads: str = CT
    #: Folder name -> when to try again, `time.monotonic()`.
    _later: dict[str, float] = field(default_factory=dict)
    #: Folder name -> how many files it had when the site was asked.
    _asked: dict[str, int] = field(default_factory=dict)
    _look_at: float = -math.inf

    def step(self) -> None:
        """Queue what is complete, and remove what is old."""
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + _LOOK_SECONDS
            with suppress(OSError):
                self.inbox.look_again()
        for arrived in self.inbox.series():
            name = arrived.folder.name
            if now < self._later.get(name, -math.inf):
                continue
            try:
                if not arrived.is_settled:
                    if self._is_complete(arrived, now):
                        self._queue(arrived)
                elif is_old(arrived, self.settings, time.time()):
                    self._remove(arrived, now)
            except (LiverLensError, OSError) as error:
                # A store that is busy, a disk that is full: nothing is lost meanwhile.
                self._later[name] = now + _AGAIN_SECONDS
                self.say(sentences.try_later(name, error))

    def _is_complete(self, arrived: Arrived, now: float) -> bool:
        quiet = now - arrived.since
        if quiet >= self.settings.quiet_seconds:
            return True
        name = arrived.folder.name
        is_worth_asking = (
            self.counts is not None
            and quiet >= _ASK_AFTER_SECONDS
            and self._asked.get(name) != arrived.n_files
        )
        if not is_worth_asking:
            return False
        self._asked[name] = arrived.n_files
        first = self.inbox.first_instance(arrived)
        if first is None or self.counts is None:
            return False
        with suppress(PacsError):
            for one in self.counts.find_series(first.study_uid):
                if one.series_uid == first.series_uid:
                    return one.n_instances is not None and arrived.n_files >= one.n_instances
        return False

    def _queue(self, arrived: Arrived) -> None:
        name = arrived.folder.name
        reason = self._refusal(arrived)
        if reason:
            self.inbox.settle(arrived)
            self.say(sentences.series_not_queued(name, arrived.n_files, reason))
            return
        unsuited: list[str] = []
        refused: list[ConsentError] = []
        model, sha256 = self.model
        try:
            added = add_inputs(
                self.store,
                [arrived.folder],
                model,
                sha256,
                # A late slice: what was done is done again.
                again=arrived.n_queued > 0,
                choose=lambda one: _suits(one, self.reads, unsuited),
                # Of another study than the first file, or of a list that changed meanwhile.
                refused=refused.append,
            )
        except InputError as error:
            # No images, for example: nothing to wait for.
            self.inbox.settle(arrived)
            self.say(sentences.series_not_queued(name, arrived.n_files, error))
            return
        for refusal in refused:
            self._note("refused", arrived, refusal.code)
            unsuited.append(str(refusal))
        if any(_is_read_without_some(one, arrived) for one in added):
            # A late slice: once more when that has ended.
            self._later[name] = time.monotonic() + _AGAIN_SECONDS
            return
        self.inbox.settle(arrived)
        n_new = sum(one.is_new for one in added)
        if n_new:
            said = sentences.series_queued(name, arrived.n_files, n_new, model)
            self._note("queued", arrived, model)
        elif added:
            said = sentences.series_known(name, arrived.n_files)
        else:
            reason = "; ".join(unsuited)
            said = sentences.series_not_queued(name, arrived.n_files, reason)
        self.say(said)

    def _refusal(self, arrived: Arrived) -> str:
        """Why the operator's settings keep a series out of the queue, "" if they don't."""
        if not self.settings.queue:
            return "queue = false"
        first = self.inbox.first_instance(arrived)
        try:
            read_consent().check(first.study_uid if first else "")
        except ConsentError as error:
            self._note("refused", arrived, error.code)
            return str(error)
        return ""

    def _remove(self, arrived: Arrived, now: float) -> None:
        name = arrived.folder.name
        if remove_unless_waiting(self.inbox, arrived, self.settings, self.store, self.say):
            self._later.pop(name, None)
            self._asked.pop(name, None)
        else:
            self._later[name] = now + _AGAIN_SECONDS

    def _note(self, did: str, arrived: Arrived, what: str) -> None:
        first = self.inbox.first_instance(arrived)
        try:
            trail = Trail.open()
            if trail is not None and first is not None:
                digest = trail.key.series_digest(first.series_uid)
                trail.note(WHO, did, series=digest, what=what)
        except StoreError as error:
            self.say(error.args[0])


def _is_read_without_some(one: Added, arrived: Arrived) -> bool:
    """Whether it is being analysed as it was before its last slices came. A receiver that was ended
    after it queued a series doesn't remember that it did."""
    return one.item.state == RUNNING and (arrived.n_queued > 0 or one.n_slices > one.item.n_slices)


def _suits(candidate: SeriesCandidate, reads: str, unsuited: list[str]) -> bool:
    """By the rules of `core.pacs.choice`; why not is added to `unsuited`."""
    tags = candidate.tags
    choice = judge(
        FoundSeries(
            study_uid=tags.study_uid,
            series_uid=candidate.uid,
            modality=tags.modality,
            description=tags.series_description,
            body_part=tags.body_part,
            kernel=tags.kernel,
            thickness_mm=tags.slice_thickness_mm,
            n_instances=candidate.n_slices,
            contrast=tags.contrast_agent,
        ),
        reads,
    )
    if not choice.is_suited:
        unsuited.append(choice.why)
    return choice.is_suited
