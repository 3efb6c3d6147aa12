"""A study -> a training file of what its readers say together, and what they agree on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.agreement import StudyAgreement
from core.annotation import KINDS
from core.atomic_write import atomic_folder
from core.dicom import SeriesCandidate, read_series
from core.errors import LiverLensError, TrainingDataError
from core.reading import study_agreement, study_consensus
from core.sentence import Sentence
from core.training.prepare.scans import PreparedSlices
from core.training.prepare.write_file import SliceFile, slice_file
from core.training.readers import sentences
from core.training.readers.cut import SOURCE, cut_consensus
from core.training.readers.images import images_of
from core.training.split import FRACTIONS
from core.worklist import Store, Study, StudySeries

#: Subjects of a study are numbered from here, clear of those of other training files.
FIRST_SUBJECT = 1_000_001
#: Digits of a pseudonym in a message, as on the pages.
_DIGITS = 8


@dataclass(eq=False)
class StudySlices:
    """What became of a study."""

    file: Path
    study: Study
    method: str
    agreement: StudyAgreement | None
    n_series: int = 0
    n_slices: int = 0
    #: Numbers of the subjects, in the training file.
    subjects: list[int] = field(default_factory=list)
    #: Slices with a finding that the readers reject.
    n_rejected: int = 0
    #: Kind -> subjects with a lesion of it.
    kinds: dict[str, int] = field(default_factory=dict)
    #: Why a series is not in the file.
    left_out: list[Sentence] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For a person."""
        lines = [
            f"{self.n_slices} slices of {self.n_series} series and {len(self.subjects)} subjects, "
            f"{self.n_rejected} of them with a finding that the readers reject",
            *self.left_out,
        ]
        if self.kinds:
            counted = ", ".join(
                f"{KINDS[kind].lower()} {n} {'subject' if n == 1 else 'subjects'}"
                for kind, n in self.kinds.items()
            )
            lines.append(sentences.kinds_are_merged(counted))
        return lines


def prepare_study(
    store: Store,
    study: Study,
    method: str,
    out: Path,
    *,
    folders: Sequence[Path] = (),
    report: Callable[[str], object] = lambda _: None,
) -> StudySlices:
    """Write the training file; whole or not at all.

    A series is left out, with the reason, where too few have submitted it for a consensus or its
    images are gone.

    Args:
        method: one of `core.consensus.METHODS`.
        folders: where images lie that have moved since.

    Raises:
        TrainingDataError: fewer than three subjects are left.
        StoreError: the store can't be read.
    """
    images = images_of(store, study, folders)
    made = StudySlices(out, study, method, study_agreement(store, study).pooled)
    numbers: dict[str, int] = {}
    kinds: dict[str, set[int]] = {}
    with atomic_folder(out.parent) as folder, slice_file(folder) as collected:
        for place, one in enumerate(study.series, start=1):
            report(f"series {place} of {len(study.series)}")
            try:
                slices = _cut(store, study, one, method, images.get(one.series_digest), place)
            except LiverLensError as error:
                subject = one.pseudonym[:_DIGITS]
                made.left_out.append(sentences.series_left_out(error.args[0], subject))
                continue
            number = numbers.setdefault(one.pseudonym, FIRST_SUBJECT + len(numbers))
            _collect(made, collected, slices, number, place, kinds)
        made.subjects = list(numbers.values())
        if not made.subjects:
            why = made.left_out[0] if made.left_out else "it has no series"
            raise TrainingDataError(sentences.nothing_to_train_on(study.name, why))
        if len(made.subjects) < len(FRACTIONS):
            raise TrainingDataError(
                sentences.too_few_subjects(study.name, len(made.subjects), len(FRACTIONS))
            )
        collected.write(folder / out.name)
    made.kinds = {kind: len(kinds[kind]) for kind in KINDS if kind in kinds}
    return made


def _cut(
    store: Store,
    study: Study,
    one: StudySeries,
    method: str,
    candidate: SeriesCandidate | None,
    number: int,
) -> PreparedSlices:
    made = study_consensus(store, study, one.series_digest, method)
    if candidate is None:
        raise TrainingDataError(sentences.images_are_gone(one.pseudonym[:_DIGITS]))
    return cut_consensus(read_series(candidate), made, one.pseudonym[:_DIGITS], number)


def _collect(
    made: StudySlices,
    collected: SliceFile,
    slices: PreparedSlices,
    subject: int,
    number: int,
    kinds: dict[str, set[int]],
) -> None:
    collected.append(slices, patient=number, subject=subject, source=SOURCE)
    made.n_series += 1
    made.n_slices += len(slices.image)
    if slices.rejected is not None:
        made.n_rejected += int(slices.rejected.sum())
    if slices.kind is not None:
        for kind in set(slices.kind.tolist()) - {""}:
            kinds.setdefault(kind, set()).add(subject)
