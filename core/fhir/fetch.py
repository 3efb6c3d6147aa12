"""Laboratory values of the CT's patient from a FHIR server."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from core.errors import LaboratoryError, ServerError
from core.fhir import sentences
from core.fhir.client import MOST_RESULTS, Server
from core.fhir.site import ID_SYSTEM, Site
from core.laboratory.lab_tests import LOINC, TESTS
from core.laboratory.observations import born_of, from_observations
from core.laboratory.subjects import Person, identifiers_in, subject_of
from core.laboratory.values import Laboratory

#: Values this far from the scan are asked for, before and after.
WITHIN = timedelta(days=365)
_PER_PAGE = 200
#: What FHIR allows as a resource's id.
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def fetch_laboratory(
    site: Site,
    patient_id: str,
    scan_day: date | None = None,
    *,
    cancel: threading.Event | None = None,
    today: date | None = None,
) -> Laboratory:
    """The patient's values within a year of the scan, of all time where its day is unknown.

    Args:
        patient_id: the CT's, as its header has it; used for the search and kept nowhere.

    Raises:
        LaboratoryError: the CT names no patient, or there is no value that can be used.
        ServerError: no such patient or several, or a server that does not answer.
        Cancelled: `cancel` was set.
    """
    with Server(site, cancel) as server:
        patient = find_patient(server, patient_id)
        reference = f"Patient/{patient['id']}"
        codes = ",".join(f"{LOINC}|{code}" for test in TESTS for code in test.loinc)
        parameters = [
            ("patient", reference),
            ("code", codes),
            ("_sort", "-date"),
            ("_count", str(_PER_PAGE)),
        ]
        if scan_day is not None:
            parameters += [
                ("date", f"ge{(scan_day - WITHIN).isoformat()}"),
                ("date", f"le{(scan_day + WITHIN).isoformat()}"),
            ]
        observations, more = server.search("Observation", parameters)
    names = frozenset({reference, f"{site.base}/{reference}"})
    person = Person(names, identifiers_in(patient.get("identifier")))
    # The server knows them by reference: an identifier alone may be of another namespace.
    subjects = {
        subject
        for subject in map(subject_of, observations)
        if subject.reference and person.is_meant_by(subject)
    }
    taken = from_observations(observations, subjects=subjects, today=today)
    if not taken.values:
        raise LaboratoryError(taken.notes[0] if taken.notes else sentences.nothing_found(str(site)))
    notes = (sentences.cut_off(str(site), MOST_RESULTS), *taken.notes) if more else taken.notes
    return Laboratory(taken.values, str(site), notes, born_of(patient))


def find_patient(server: Server, patient_id: str, system: str | None = None) -> Mapping[str, Any]:
    """The only Patient with that identifier.

    Args:
        system: the identifier's namespace (default: the site's).

    Raises:
        ServerError: none, or several.
    """
    patient_id = patient_id.strip()
    if not patient_id:
        raise LaboratoryError(sentences.no_patient_id())
    system = server.site.id_system if system is None else system
    # A comma or a bar in the value would be a second value, or a namespace.
    value = re.sub(r"([\\,|$])", r"\\\1", patient_id)
    identifier = f"{system}|{value}" if system else value
    people, _ = server.search("Patient", [("identifier", identifier), ("_count", "5")])
    # A server that ignores what it does not know answers with everybody.
    mine = [one for one in people if _is_id(one.get("id")) and _has(one, patient_id, system)]
    if not mine:
        raise ServerError(sentences.no_such_patient(str(server.site)))
    # A page may repeat one; two that differ in anything are two.
    if any(one != mine[0] for one in mine):
        raise ServerError(sentences.several_patients(str(server.site), ID_SYSTEM))
    return mine[0]


def _has(patient: Mapping[str, Any], value: str, system: str) -> bool:
    return any(
        stated == value and (not system or namespace == system)
        for namespace, stated in identifiers_in(patient.get("identifier"))
    )


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None
