"""What DICOM objects of ours say, as coded concepts; kinds of findings also back.

SNOMED CT codes as DICOM PS3.16 (2024) has them in its context groups; those marked (*) are not in
them and were looked up in SNOMED CT itself. The concept is of the lesion; where it lies, the
segment's anatomic region says.
"""

from __future__ import annotations

from typing import NamedTuple

from core.annotation import Finding
from core.labels import BENIGN, MALIGNANT


class Coded(NamedTuple):
    """A code, its scheme and its meaning, in the order of DICOM's triplets."""

    value: str
    scheme: str
    meaning: str


LIVER = Coded("10200004", "SCT", "Liver")
LESION = Coded("52988006", "SCT", "Lesion")
#: The family of algorithms (CID 7162).
LEARNED = Coded("123110", "DCM", "Artificial Intelligence")

#: Quantities of a structured report (CID 7469, 7470, 3228) and their statistics (CID 3488).
LONG_AXIS = Coded("103339001", "SCT", "Long axis")
SHORT_AXIS = Coded("103340004", "SCT", "Short axis")
VOLUME = Coded("118565006", "SCT", "Volume")
ATTENUATION = Coded("112031", "DCM", "Attenuation Coefficient")
MEAN = Coded("373098007", "SCT", "Mean")
#: No code says these: appearance is not histology, and a score is no probability of cancer.
OWN_SCHEME = "99LIVERLENS"
P_LESION = Coded("P_LESION", OWN_SCHEME, "Probability of a lesion, by the model")
P_MALIGNANT = Coded("P_MALIGNANT", OWN_SCHEME, "Probability of malignant looks, by the model")
LOOKS = Coded("LOOKS", OWN_SCHEME, "Looks, not histology")
LOOK_OF = {
    BENIGN: Coded("BENIGN_LOOKING", OWN_SCHEME, "Benign-looking"),
    MALIGNANT: Coded("MALIGNANT_LOOKING", OWN_SCHEME, "Malignant-looking"),
}
OUTLINES = Coded("OUTLINES", OWN_SCHEME, "Outlines")
BY_READER = Coded("CORRECTED", OWN_SCHEME, "Corrected by a reader")
BY_MODEL = Coded("BY_MODEL", OWN_SCHEME, "By a model")
USE = Coded("USE", OWN_SCHEME, "Use")
RESEARCH_ONLY = Coded("RESEARCH_ONLY", OWN_SCHEME, "Research use only, not a medical device")
REACH = Coded("REACH", OWN_SCHEME, "Within what the model was measured on")
OUTSIDE = Coded("NOT_ASSESSABLE", OWN_SCHEME, "Not assessable")
#: What a heatmap holds.
GRAD_CAM = Coded("130403", "DCM", "Gradient-weighted class activation")
#: Units (UCUM).
MM = Coded("mm", "UCUM", "mm")
ML = Coded("ml", "UCUM", "ml")
COMPUTED_TOMOGRAPHY = Coded("77477000", "SCT", "Computed tomography")
MAGNETIC_RESONANCE = Coded("113091000", "SCT", "Magnetic resonance imaging")
HU = Coded("[hnsf'U]", "UCUM", "Hounsfield unit")
NO_UNIT = Coded("1", "UCUM", "no units")

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
