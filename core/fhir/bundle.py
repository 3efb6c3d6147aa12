"""The results of one series as one transaction Bundle of FHIR R4.

ImagingStudy, Device, one Observation for each measurement, and a DiagnosticReport with the PDF. All
is preliminary. Each resource carries an identifier made of its content and is created only where
there is none with it: the same export twice is stored once, and any change is something new.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from core import DISCLAIMER
from core.errors import UsageError
from core.fhir import sentences
from core.fhir.measured import Measured, measured
from core.fhir.study import device, imaging_study
from core.pipeline import Analysis
from core.report import FILE_NAME, content_id
from core.series import Series, header_date
from core.vocabulary.patient import headline_with_reasons, verdict_text

IDENTIFIERS = "urn:ietf:rfc:3986"
#: LOINC 18748-4; the category is HL7's table 0074.
_REPORT_CODE = {
    "coding": [
        {"system": "http://loinc.org", "code": "18748-4", "display": "Diagnostic imaging study"}
    ],
    "text": "Liver CT, read by a model",
}
_RADIOLOGY = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/v2-0074",
            "code": "RAD",
            "display": "Radiology",
        }
    ]
}
_IMAGING = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
            "code": "imaging",
            "display": "Imaging",
        }
    ]
}


def result_bundle(
    analysis: Analysis,
    pdf: bytes,
    *,
    id_system: str = "",
    made_at: datetime | None = None,
) -> dict[str, Any]:
    """The Bundle, as a plain dict that JSON takes.

    Args:
        pdf: the report that is attached.
        id_system: the namespace of the header's patient ID, such as "urn:oid:1.2.3".
        made_at: aware of its zone (default: now).

    Raises:
        UsageError: the series is of no DICOM study, or nobody is known to file it under.
    """
    tags = analysis.series.tags
    check_study(analysis.series)
    identifier = {**({"system": id_system} if id_system else {}), "value": tags.patient_id.strip()}
    subject = {"type": "Patient", "identifier": identifier}
    issued = (made_at or datetime.now(UTC)).isoformat(timespec="seconds")

    study = imaging_study(analysis.series, subject)
    machine = device(analysis)
    links = {
        "subject": subject,
        "derivedFrom": [{"reference": _address(study)}],
        "device": {"reference": _address(machine)},
    }
    day = header_date(tags)
    when = {"effectiveDateTime": day.isoformat()} if day else {}
    about = [
        _observation(analysis, one, {**when, "issued": issued}, links) for one in measured(analysis)
    ]
    report = _report(analysis, about, study, subject, {**when, "issued": issued}, pdf)
    entries = [
        _entry(study, study["identifier"][0]),
        _entry(machine, machine["identifier"][0]),
        *(_entry(one, one["identifier"][0]) for one in about),
        _entry(report, report["identifier"][0]),
    ]
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "timestamp": issued,
        "entry": entries,
    }


def check_study(series: Series) -> None:
    """Raises UsageError where the series is of no DICOM study, or its header names no patient."""
    if not series.tags.study_uid or not series.instances:
        raise UsageError(sentences.no_study())
    if not series.tags.patient_id.strip():
        raise UsageError(sentences.nobody_to_file_under())


def _observation(
    analysis: Analysis, one: Measured, times: dict[str, Any], links: dict[str, Any]
) -> dict[str, Any]:
    content = {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [_IMAGING],
        "code": one.concept,
        "subject": links["subject"],
        **times,
        **one.value,
        "bodySite": one.site,
        **({"method": {"text": one.method}} if one.method else {}),
        "note": [{"text": note} for note in (*one.notes, DISCLAIMER)],
        "device": links["device"],
        "derivedFrom": links["derivedFrom"],
    }
    series = analysis.series.instances[0].series_uid
    return _identified(content, series, analysis.weights_sha256)


def _report(
    analysis: Analysis,
    about: list[dict[str, Any]],
    study: dict[str, Any],
    subject: dict[str, Any],
    times: dict[str, Any],
    pdf: bytes,
) -> dict[str, Any]:
    patient = analysis.patient
    words = sentences.conclusion(headline_with_reasons(patient), verdict_text(patient))
    content = {
        "resourceType": "DiagnosticReport",
        "status": "preliminary",
        "category": [_RADIOLOGY],
        "code": _REPORT_CODE,
        "subject": subject,
        **times,
        "result": [{"reference": _address(one)} for one in about],
        "imagingStudy": [{"reference": _address(study)}],
        "conclusion": f"{words} {DISCLAIMER}",
        "presentedForm": [
            {
                "contentType": "application/pdf",
                "language": "en",
                "data": base64.b64encode(pdf).decode("ascii"),
                "size": len(pdf),
                # FHIR R4 wants SHA-1 here; nothing is secured by it.
                "hash": base64.b64encode(hashlib.sha1(pdf, usedforsecurity=False).digest()).decode(
                    "ascii"
                ),
                "title": FILE_NAME,
                "creation": times["issued"],
            }
        ],
    }
    return _identified(content, analysis.weights_sha256)


def _identified(content: dict[str, Any], *of: str) -> dict[str, Any]:
    """With an identifier made of all of it but the time at which it was made, which a PDF shows
    too: what is sent again later is known as the same."""
    timeless = {key: value for key, value in content.items() if key != "issued"}
    timeless["presentedForm"] = [
        {"title": form["title"], "content": content_id(base64.b64decode(form["data"]))}
        for form in content.get("presentedForm", ())
    ]
    text = json.dumps([timeless, *of], sort_keys=True, allow_nan=False)
    made = uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(text.encode()).hexdigest())
    return {**content, "identifier": [{"system": IDENTIFIERS, "value": f"urn:uuid:{made}"}]}


def _address(resource: dict[str, Any]) -> str:
    """Its `fullUrl`: what the other resources of the Bundle call it."""
    identifier = resource["identifier"][0]
    if identifier["system"] == IDENTIFIERS:
        return str(identifier["value"])
    named = f"{identifier['system']}|{identifier['value']}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, named)}"


def _entry(resource: dict[str, Any], identifier: dict[str, str]) -> dict[str, Any]:
    condition = quote(f"{identifier['system']}|{identifier['value']}", safe="")
    return {
        "fullUrl": _address(resource),
        "resource": resource,
        "request": {
            "method": "POST",
            "url": resource["resourceType"],
            "ifNoneExist": f"identifier={condition}",
        },
    }
