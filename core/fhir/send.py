"""Store a Bundle that `result_bundle` made: the patient is looked up first, all or nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.consent import read_consent
from core.errors import ServerError, UsageError
from core.fhir import sentences
from core.fhir.budget import MOST_VALUES, is_deep, parsed, values_in
from core.fhir.client import Server
from core.fhir.fetch import find_patient
from core.fhir.site import Site
from core.fhir.study import UIDS
from core.operator_files import FileTooLarge, read_bytes

MOST_BYTES = 64 * 2**20
#: Of lists and objects in each other; ours has ten.
MOST_LEVELS = 100


@dataclass(frozen=True)
class Stored:
    """What became of the resources."""

    created: int
    #: Were there already, from an earlier export.
    present: int


def read_bundle(path: Path) -> dict[str, Any]:
    """A Bundle from its file.

    Raises:
        UsageError: it is none that `result_bundle` makes.
    """
    try:
        body = read_bytes(path, MOST_BYTES)
        if values_in(body) > MOST_VALUES:
            raise UsageError(sentences.not_a_bundle(path.name))
        bundle = parsed(body)
        if is_deep(bundle, MOST_LEVELS) or not _is_ours(bundle):
            raise UsageError(sentences.not_a_bundle(path.name))
        # Half a pair of surrogates, or a number like 1e999, is read but can't be sent.
        json.dumps(bundle, allow_nan=False, ensure_ascii=False).encode()
    except (FileTooLarge, ValueError) as error:
        raise UsageError(sentences.not_a_bundle(path.name)) from error
    return bundle


def send_bundle(
    site: Site, bundle: Mapping[str, Any], *, cancel: threading.Event | None = None
) -> Stored:
    """Store it under the one patient who has the identifier that the Bundle names.

    Raises:
        ServerError: no such patient or several, or the server stores it not or not all.
        ConsentError: the operator's list does not allow its study.
        Cancelled: `cancel` was set.
    """
    consent = read_consent()
    for uid in _studies(bundle):
        consent.check(uid)
    with Server(site, cancel) as server:
        identifier = _subjects(bundle)[0]["identifier"]
        patient = find_patient(server, identifier["value"], identifier.get("system"))
        answer = server.transact(_addressed(bundle, f"Patient/{patient['id']}"))
    return _outcome(str(site), answer, len(bundle["entry"]))


def _addressed(bundle: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """A copy with that reference in each subject."""
    entries = []
    for entry in bundle["entry"]:
        resource = entry["resource"]
        if "subject" in resource:
            subject = {**resource["subject"], "reference": reference}
            resource = {**resource, "subject": subject}
        entries.append({**entry, "resource": resource})
    return {**bundle, "entry": entries}


def _studies(bundle: Mapping[str, Any]) -> list[str]:
    """The UIDs of its studies, "" for one without."""
    resources = [entry["resource"] for entry in bundle["entry"]]
    studies = [one for one in resources if one.get("resourceType") == "ImagingStudy"]
    told = [
        named["value"].removeprefix("urn:oid:")
        for one in studies
        for named in one["identifier"]
        if named.get("system") == UIDS
    ]
    return told or [""]


def _subjects(bundle: Mapping[str, Any]) -> list[dict[str, Any]]:
    resources = (entry["resource"] for entry in bundle["entry"])
    return [one["subject"] for one in resources if "subject" in one]


def _is_ours(bundle: object) -> bool:
    """Whether it is a transaction whose resources are about one patient, named by identifier."""
    if not isinstance(bundle, dict) or bundle.get("type") != "transaction":
        return False
    entries = bundle.get("entry")
    if not isinstance(entries, list) or not all(map(_is_entry, entries)):
        return False
    told = {json.dumps(one["identifier"], sort_keys=True) for one in _subjects(bundle)}
    return len(told) == 1


def _is_entry(entry: object) -> bool:
    """Whether it creates one resource, with everything in it of the shape that is relied on."""
    if not isinstance(entry, dict):
        return False
    resource, request = entry.get("resource"), entry.get("request")
    if not isinstance(resource, dict) or not isinstance(request, dict):
        return False
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or request.get("method") != "POST" or request.get("url") != kind:
        return False
    if kind == "ImagingStudy":
        listed = resource.get("identifier")
        if not isinstance(listed, list) or not all(map(_is_identifier, listed)):
            return False
    subject = resource.get("subject", {"identifier": {"value": ""}})
    return isinstance(subject, dict) and _is_identifier(subject.get("identifier"))


def _is_identifier(one: object) -> bool:
    """Whether it has a value, and a namespace that is text if it has one."""
    return (
        isinstance(one, dict)
        and isinstance(one.get("value"), str)
        and isinstance(one.get("system", ""), str)
    )


def _outcome(name: str, answer: Mapping[str, Any], total: int) -> Stored:
    entries = answer.get("entry")
    statuses = [
        str(one["response"].get("status", ""))[:3]
        for one in (entries if isinstance(entries, list) else ())
        if isinstance(one, dict) and isinstance(one.get("response"), dict)
    ]
    created, present = statuses.count("201"), statuses.count("200")
    if created + present < total:
        raise ServerError(sentences.not_all_stored(name, total - created - present, total))
    return Stored(created, present)
