"""What went into the training file, what was left out and what to bear in mind."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass, field

import numpy as np

from core.labels import ANY_LIVER, SLICE_CLASSES, UNCERTAIN_CODE
from core.modality import MR
from core.training.prepare.scans import PreparedSlices
from core.training.slice_class import FROM_MASK, IGNORED_CLASS, UNCERTAIN, slice_class_of

#: So many scans are named for one caution.
NAMED = 3
#: Fewer subjects than this can't be split 70-15-15 with every class in each part.
FEW_SUBJECTS = 10


@dataclass
class Summary:
    """Counts of a run; grows scan by scan."""

    layout: str
    subjects: set[int] = field(default_factory=set)
    scans: int = 0
    slices: int = 0
    #: Slices by class, `data`'s words.
    classes: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys((*SLICE_CLASSES, UNCERTAIN), 0)
    )
    #: Subjects that show each class.
    subjects_of: dict[str, set[int]] = field(default_factory=dict)
    without_liver: int = 0
    class_only: int = 0
    #: Sentences, one per scan that was left out.
    left_out: list[str] = field(default_factory=list)
    #: phrase -> names of the scans it is about.
    cautions: dict[str, list[str]] = field(default_factory=dict)
    lesions: list[dict] = field(default_factory=list)
    #: Whether any scan is MR: no lesions are simulated in it.
    is_mr: bool = False

    def add(self, slices: PreparedSlices, *, name: str, subject: int) -> None:
        """Count one scan."""
        self.subjects.add(subject)
        self.scans += 1
        self.slices += len(slices.image)
        for label, told in zip(slices.label, slices.told_class.tolist(), strict=True):
            word = _word(slice_class_of(label)) if told == FROM_MASK else told
            self.classes[word] += 1
            self.subjects_of.setdefault(word, set()).add(subject)
            class_only = bool((label == UNCERTAIN_CODE).all())
            self.class_only += class_only
            self.without_liver += not class_only and not np.isin(label, ANY_LIVER).any()
        for caution in slices.cautions:
            self.cautions.setdefault(caution, []).append(name)
        self.lesions += slices.lesions
        self.is_mr |= slices.modality == MR

    def lines(self) -> list[str]:
        """For a person, one fact a line."""
        lines = [
            f"{self.layout}: {_count(self.subjects, 'subject')}, {_count(self.scans, 'scan')}, "
            f"{_count(self.slices, 'slice')}"
        ]
        for word, count in self.classes.items():
            people = _count(self.subjects_of.get(word, ()), "subject")
            lines.append(f"  {word}: {_count(count, 'slice')} of {people}")
        if self.without_liver:
            lines.append(f"  without liver: {_count(self.without_liver, 'slice')}")
        if self.class_only:
            lines.append(f"  with a class but no mask: {_count(self.class_only, 'slice')}")
        if self.left_out:
            lines.append(f"Left out: {_count(self.left_out, 'scan')}")
            lines += [f"  {sentence}" for sentence in self.left_out]
        lines += [f"Caution: {self._about(*caution)}" for caution in self.cautions.items()]
        lines += [f"Caution: {sentence}" for sentence in self._thin()]
        return lines

    def _about(self, phrase: str, names: list[str]) -> str:
        phrase = phrase.rstrip(".")
        if len(names) == self.scans and self.scans > 1:
            return f"all scans: {phrase}."
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        return f"{', '.join(names[:NAMED])}{more}: {phrase}."

    def _thin(self) -> list[str]:
        absent = [word for word in SLICE_CLASSES if not self.classes[word]]
        said = []
        if absent:
            learns = "does not learn" if self.is_mr else "learns only from simulated lesions"
            said.append(
                f"no slice is {' or '.join(absent)}: a model {learns} what that looks like, and "
                "can't be tested on it."
            )
        if len(self.subjects) < FEW_SUBJECTS:
            said.append(
                f"{_count(self.subjects, 'subject')}: figures measured on so few mean little."
            )
        return said


def _word(slice_class: int) -> str:
    return UNCERTAIN if slice_class == IGNORED_CLASS else SLICE_CLASSES[slice_class]


def _count(things: int | Sized, noun: str) -> str:
    number = things if isinstance(things, int) else len(things)
    return f"{number} {noun}{'' if number == 1 else 's'}"
