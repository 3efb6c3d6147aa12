"""Store a Bundle that `result_bundle` made: the patient is looked up first, all or nothing."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.consent import read_consent
from core.errors import ServerError, UsageError
from core.fhir import sentences
from core.fhir.client import Server
from core.fhir.fetch import find_patient
from core.fhir.site import Site
from core.fhir.study import UIDS

MOST_BYTES = 64 * 2**20


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
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(sentences.not_a_bundle(path.name))
        bundle = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UsageError(sentences.not_a_bundle(path.name)) from error
    if not _is_ours(bundle):
        raise UsageError(sentences.not_a_bundle(path.name))
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
        addressed = copy.deepcopy(dict(bundle))
        for subject in _subjects(addressed):
            subject["reference"] = f"Patient/{patient['id']}"
        answer = server.transact(addressed)
    return _outcome(str(site), answer, len(addressed["entry"]))


def _studies(bundle: Mapping[str, Any]) -> list[str]:
    """The UIDs of its studies, "" for one without."""
    kinds = [entry["resource"] for entry in bundle["entry"]]
    studies = [one for one in kinds if one.get("resourceType") == "ImagingStudy"]
    told = [
        named.get("value", "").removeprefix("urn:oid:")
        for one in studies
        for named in one.get("identifier", ())
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
    try:
        told = {json.dumps(one["identifier"], sort_keys=True) for one in _subjects(bundle)}
        values = [one["identifier"]["value"] for one in _subjects(bundle)]
        posts = all(entry["request"]["method"] == "POST" for entry in bundle["entry"])
    except (KeyError, TypeError, IndexError):
        return False
    return len(told) == 1 and posts and all(isinstance(value, str) for value in values)


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
