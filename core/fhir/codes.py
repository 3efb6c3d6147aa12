"""The codes of results: SNOMED CT, DICOM and UCUM where there is one, else this program's own."""

from __future__ import annotations

from collections.abc import Mapping

from core.laboratory.lab_tests import UCUM
from core.vocabulary.lesion import DIAMETER, MEAN_HU, SHORT_AXIS
from core.vocabulary.lesion import VOLUME as LESION_ITS_VOLUME
from core.vocabulary.patient import LESION_VOLUME, LIVER_VOLUME
from core.vocabulary.quantity import Quantity

SCT = "http://snomed.info/sct"
DCM = "http://dicom.nema.org/resources/ontology/DCM"
#: Codes of this system are keys of `core.vocabulary`.
OWN = "urn:liverlens:quantity"

LIVER = {"system": SCT, "code": "10200004"}

_VOLUME = {"system": SCT, "code": "118565006", "display": "Volume"}
_STANDARD: Mapping[str, Mapping[str, str]] = {
    LIVER_VOLUME.key: _VOLUME,
    LESION_VOLUME.key: _VOLUME,
    LESION_ITS_VOLUME.key: _VOLUME,
    DIAMETER.key: {"system": SCT, "code": "103339001", "display": "Long axis"},
    SHORT_AXIS.key: {"system": SCT, "code": "103340004", "display": "Short axis"},
    MEAN_HU.key: {"system": DCM, "code": "112031", "display": "Attenuation Coefficient"},
}
#: As written for people -> UCUM. A quantity without a unit is a pure number.
_UNITS = {"": "1", "mL": "mL", "mm": "mm", "%": "%", "HU": "[hnsf'U]"}


def concept(quantity: Quantity) -> dict:
    """The CodeableConcept of a quantity."""
    own = {"system": OWN, "code": quantity.key, "display": quantity.title}
    standard = _STANDARD.get(quantity.key)
    return {"coding": [dict(standard), own] if standard else [own], "text": quantity.title}


def amount(quantity: Quantity, value: float) -> dict:
    """The Quantity of a value, rounded as files keep it."""
    made = {"value": value, "system": UCUM, "code": _UNITS[quantity.unit]}
    return {**made, "unit": quantity.unit} if quantity.unit else made
