"""Whose an Observation is: what its subject says, and who is meant by it.

A subject is a reference, an identifier, or both. One that names nobody is nobody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: (namespace, value); the namespace is "" where it is not said.
Identifier = tuple[str, str]
#: Of one person that are looked at: nobody has more.
MOST_IDENTIFIERS = 100


@dataclass(frozen=True)
class Subject:
    """What one Observation says; both empty where it says nothing."""

    reference: str = ""
    identifiers: frozenset[Identifier] = frozenset()


NOBODY = Subject()


@dataclass(frozen=True)
class Person:
    """One patient: what references call them, and all their identifiers."""

    names: frozenset[str]
    identifiers: frozenset[Identifier]

    def is_meant_by(self, subject: Subject) -> bool:
        """Whether a subject names this person, and nothing in it names somebody else."""
        if subject.identifiers and not share_one(subject.identifiers, self.identifiers):
            return False
        if subject.reference:
            return subject.reference in self.names
        return bool(subject.identifiers)


def subject_of(observation: Mapping[str, Any]) -> Subject:
    """A subject contained in the Observation itself ("#1") is known by its identifiers."""
    stated = observation.get("subject")
    if not isinstance(stated, Mapping):
        return NOBODY
    reference = stated.get("reference")
    reference = reference.strip() if isinstance(reference, str) else ""
    identifiers = identifiers_in([stated.get("identifier")])
    if not reference.startswith("#"):
        return Subject(reference, identifiers)
    within = observation.get("contained")
    meant = [
        one
        for one in (within if isinstance(within, list) else ())
        if isinstance(one, Mapping) and one.get("id") == reference[1:]
    ]
    more = [identifiers_in(one.get("identifier")) for one in meant]
    identifiers = identifiers.union(*more)
    # The same "#1" in another Observation may be somebody else.
    return Subject("" if identifiers else f"{reference} {id(observation)}", identifiers)


def identifiers_in(stated: object) -> frozenset[Identifier]:
    """Of a list of FHIR Identifiers, as far as `MOST_IDENTIFIERS`; those without a value are
    none."""
    return frozenset(
        (_text(one.get("system")), value)
        for one in (stated[:MOST_IDENTIFIERS] if isinstance(stated, list) else ())
        if isinstance(one, Mapping) and (value := _text(one.get("value")))
    )


def share_one(some: Iterable[Identifier], others: Collection[Identifier]) -> bool:
    """Whether one of them is the same; a namespace that only one side says tells nothing."""
    return any(
        (system, value) in others
        or ("", value) in others
        or (not system and any(value == other for _, other in others))
        for system, value in some
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
