"""Kinds of findings as coded concepts, and back.

SNOMED CT codes as DICOM PS3.16 (2024) has them in its context groups; those marked (*) are not in
them and were looked up in SNOMED CT itself. The concept is of the lesion; where it lies, the
segment's anatomic region says.
"""

from __future__ import annotations

from typing import NamedTuple

from core.annotation import Finding


class Coded(NamedTuple):
    """A code, its scheme and its meaning, in the order of DICOM's triplets."""

    value: str
    scheme: str
    meaning: str


LIVER = Coded("10200004", "SCT", "Liver")
LESION = Coded("52988006", "SCT", "Lesion")

#: Categories (CID 7150).
ANATOMICAL = Coded("123037004", "SCT", "Anatomical Structure")
ALTERED = Coded("49755003", "SCT", "Morphologically Altered Structure")
TISSUE = Coded("85756007", "SCT", "Tissue")
RELATIONAL = Coded("309825002", "SCT", "Spatial and Relational Concept")

#: `annotation.KINDS` -> what it is.
KIND_CODES: dict[str, Coded] = {
    "unknown": LESION,
    "cyst": Coded("367643001", "SCT", "Cyst"),
    "haemangioma": Coded("400210000", "SCT", "Hemangioma"),
    # (*) Focal nodular hyperplasia of liver (disorder).
    "fnh": Coded("278527001", "SCT", "Focal nodular hyperplasia of liver"),
    # (*) Liver cell carcinoma (disorder).
    "hcc": Coded("109841003", "SCT", "Hepatocellular carcinoma"),
    "metastasis": Coded("128462008", "SCT", "Metastasis"),
    # (*) Cholangiocarcinoma (morphologic abnormality).
    "cholangiocarcinoma": Coded("70179006", "SCT", "Cholangiocarcinoma"),
    "abscess": Coded("44132006", "SCT", "Abscess"),
    "other": Coded("4147007", "SCT", "Mass"),
}
#: `annotation.NOT_A_LESION` -> (category, what it is).
REJECTED_CODES: dict[str, tuple[Coded, Coded]] = {
    "vessel": (ANATOMICAL, Coded("59820001", "SCT", "Blood Vessel")),
    "gallbladder": (ANATOMICAL, Coded("28231008", "SCT", "Gallbladder")),
    # (*) Intestinal structure (body structure).
    "bowel": (ANATOMICAL, Coded("113276009", "SCT", "Intestine")),
    "fat": (TISSUE, Coded("55603005", "SCT", "Fat")),
    "artefact": (RELATIONAL, Coded("111207", "DCM", "Image artifact(s)")),
    "other": (TISSUE, TISSUE),
}
#: Other codes of the same kinds, which other programs write.
_ALSO: dict[str, str] = {
    "25370001": "hcc",  # Hepatocellular carcinoma (morphologic abnormality)
    "85057007": "cyst",  # Cyst of liver (disorder)
    "27916005": "abscess",  # Abscess of liver (disorder)
    "94381002": "metastasis",  # Secondary malignant neoplasm of liver (disorder)
    "14799000": "metastasis",  # Neoplasm, metastatic (morphologic abnormality)
}


def codes_of(finding: Finding) -> tuple[Coded, Coded]:
    """(category, type) of a segment that shows it."""
    if finding.rejected:
        return REJECTED_CODES[finding.rejected]
    return ALTERED, KIND_CODES[finding.kind]


def kind_of_code(value: str, scheme: str) -> str:
    """One of `annotation.KINDS`; "unknown" for a code that says none."""
    if scheme != "SCT":
        return "unknown"
    known = {code.value: kind for kind, code in KIND_CODES.items()} | _ALSO
    return known.get(value, "unknown")


def rejected_of_code(value: str, scheme: str) -> str:
    """One of `annotation.NOT_A_LESION`; "" for a code that says none."""
    known = {(code.value, code.scheme): why for why, (_, code) in REJECTED_CODES.items()}
    return known.get((value, scheme), "")
