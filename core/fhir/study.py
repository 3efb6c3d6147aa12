"""The study that was read and the program that read it, as FHIR resources."""

from __future__ import annotations

from typing import Any

from core import DISCLAIMER, __version__
from core.modality import CT
from core.pipeline import Analysis
from core.series import Series, header_date

UIDS = "urn:dicom:uid"
DEVICES = "urn:liverlens:device"
_DCM = "http://dicom.nema.org/resources/ontology/DCM"


def modality_of(series: Series) -> str:
    """Its DICOM code."""
    return series.tags.modality or CT


def imaging_study(series: Series, subject: dict[str, Any]) -> dict[str, Any]:
    """The ImagingStudy, with the one series that was read; `series` must be of DICOM files."""
    unique = list(dict.fromkeys((i.sop_instance_uid, i.sop_class_uid) for i in series.instances))
    tags, day = series.tags, header_date(series.tags)
    modality = {"system": _DCM, "code": modality_of(series)}
    instances = [
        {
            "uid": uid,
            "sopClass": {"system": "urn:ietf:rfc:3986", "code": f"urn:oid:{sop_class}"},
            "number": number,
        }
        for number, (uid, sop_class) in enumerate(unique, start=1)
    ]
    number = tags.series_number
    return {
        "resourceType": "ImagingStudy",
        "identifier": [{"system": UIDS, "value": f"urn:oid:{tags.study_uid}"}],
        "status": "available",
        "modality": [modality],
        "subject": subject,
        **({"started": day.isoformat()} if day else {}),
        "series": [
            {
                "uid": series.instances[0].series_uid,
                **({"number": number} if number is not None and number >= 0 else {}),
                "modality": modality,
                "numberOfInstances": len(instances),
                "instance": instances,
            }
        ],
    }


def device(analysis: Analysis) -> dict[str, Any]:
    """The program and its weights: one Device for each version with each file of weights."""
    weights = analysis.weights_sha256
    return {
        "resourceType": "Device",
        "identifier": [{"system": DEVICES, "value": f"{__version__}/{weights}"}],
        "status": "active",
        "deviceName": [
            {"name": f"LiverLens, {analysis.model_name}", "type": "user-friendly-name"},
            {"name": analysis.backbone, "type": "model-name"},
        ],
        "type": {"text": "Software"},
        "version": [
            {"type": {"text": "LiverLens"}, "value": __version__},
            {"type": {"text": "Weights, SHA-256"}, "value": weights},
        ],
        "note": [{"text": DISCLAIMER}],
    }
