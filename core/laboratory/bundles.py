"""Laboratory values from a file of FHIR: a Bundle, or one Observation alone.

Values of two people must never become one score: what a file does not tell apart is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import LaboratoryError
from core.laboratory import sentences
from core.laboratory.observations import born_of, from_observations, is_known
from core.laboratory.subjects import (
    NOBODY,
    Person,
    Subject,
    identifiers_in,
    share_one,
    subject_of,
)
from core.laboratory.values import Laboratory

MOST_ROWS = 20_000


@dataclass(frozen=True)
class _Whose:
    """Which subjects are taken, whether the file says that they are the patient, and their Patient
    in the file."""

    subjects: Collection[Subject]
    is_said: bool
    patient: Mapping[str, Any] | None = None


def from_resources(
    name: str, content: Mapping[str, Any], patient_id: str, today: date | None
) -> Laboratory:
    """The values that are the patient's.

    Args:
        name: of the file, for people.
        patient_id: of the CT, "" where it says none.

    Raises:
        LaboratoryError: they are another's, or several people's and not to be told apart.
    """
    listed = (
        content.get("entry") if content["resourceType"] == "Bundle" else [{"resource": content}]
    )
    entries = [one for one in (listed if isinstance(listed, list) else []) if _holds_one(one)]
    if len(entries) > MOST_ROWS:
        raise LaboratoryError(sentences.too_many_rows(name, MOST_ROWS))
    people = [one for one in entries if one["resource"].get("resourceType") == "Patient"]
    kept = [one["resource"] for one in entries]
    observations = [one for one in kept if one.get("resourceType") == "Observation"]
    named = {subject_of(one) for one in observations if is_known(one)}
    whose = (
        _of_the_patient(name, people, named, patient_id)
        if people and patient_id
        else _of_the_id(name, named - {NOBODY}, patient_id)
        if patient_id
        else _of_one(name, people, named)
    )
    taken = from_observations(observations, subjects=whose.subjects, today=today)
    notes = taken.notes
    if taken.values and not whose.is_said:
        notes = (sentences.whose_is_unknown(name), *notes)
    born = born_of(whose.patient) if whose.patient is not None else None
    return Laboratory(taken.values, name, notes, born)


def _of_the_patient(
    name: str, people: Sequence[Mapping[str, Any]], named: Iterable[Subject], patient_id: str
) -> _Whose:
    """The file has Patients, and one of them has the ID."""
    wanted = [("", patient_id)]
    mine = [one for one in people if share_one(wanted, _identifiers(one))]
    if not mine:
        raise LaboratoryError(sentences.of_another_patient_alone(name))
    # One that is listed twice is one.
    if not _are_one(mine):
        raise LaboratoryError(sentences.patients_with_one_id(name, len(mine)))
    others = [one for one in people if one != mine[0]]
    person = Person(
        _names(mine[0]).difference(*map(_names, others)),
        _identifiers(mine[0]).difference(*map(_identifiers, others)),
    )
    return _Whose({one for one in named if person.is_meant_by(one)}, True, mine[0]["resource"])


def _of_the_id(name: str, named: Collection[Subject], patient_id: str) -> _Whose:
    """No Patient: only the subjects themselves may say the ID."""
    wanted = frozenset({("", patient_id)})
    stated = [one for one in named if one.identifiers]
    mine = [one for one in stated if share_one(wanted, one.identifiers)]
    others = {one.reference for one in stated if one not in mine}
    if mine:
        names = frozenset(one.reference for one in mine if one.reference) - others
        person = Person(names, wanted)
        return _Whose({one for one in named if person.is_meant_by(one)}, True)
    rest = {one for one in named if not one.identifiers and one.reference not in others}
    if named and not rest:
        raise LaboratoryError(sentences.of_another_patient_alone(name))
    if _count(rest) > 1:
        raise LaboratoryError(sentences.several_without_id(name, _count(rest)))
    return _Whose({*rest, NOBODY}, False)


def _of_one(name: str, people: Sequence[Mapping[str, Any]], named: Collection[Subject]) -> _Whose:
    """Nobody says whose are wanted: the file has to be about one person."""
    somebody = [one for one in named if one != NOBODY]
    meant = [
        one
        for one in people
        if all(Person(_names(one), _identifiers(one)).is_meant_by(other) for other in somebody)
    ]
    is_clear = bool(meant) and _are_one(meant)
    if _count(somebody) > 1 and not is_clear:
        raise LaboratoryError(sentences.of_several_patients(name, _count(somebody)))
    if NOBODY in named and not _are_one(people):
        raise LaboratoryError(sentences.of_several_patients(name, len(people)))
    return _Whose(named, False, meant[0]["resource"] if is_clear else None)


def _are_one(people: Sequence[Mapping[str, Any]]) -> bool:
    return all(one == people[0] for one in people)


def _count(subjects: Iterable[Subject]) -> int:
    """How many people they may be: a reference with two identifiers is two as well, and so is
    "#1" of two Observations."""
    listed = list(subjects)
    keys = {one.reference or one.identifiers for one in listed}
    return max(len(keys), len({one.identifiers for one in listed if one.identifiers}))


def _holds_one(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("resource"), dict)


def _names(entry: Mapping[str, Any]) -> frozenset[str]:
    """What other resources of the Bundle may call it."""
    full, number = entry.get("fullUrl"), entry["resource"].get("id")
    names = [full, f"Patient/{number}" if isinstance(number, str) and number else ""]
    return frozenset(one for one in names if isinstance(one, str) and one)


def _identifiers(entry: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    return identifiers_in(entry["resource"].get("identifier"))
