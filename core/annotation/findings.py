"""What a reader says of one outlined finding: what it is, how sure they are, or why it is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

from core.labels import BENIGN, MALIGNANT

#: Kind -> its name on a page. The order is that of a menu.
KINDS = MappingProxyType(
    {
        "unknown": "Unknown",
        "cyst": "Cyst",
        "haemangioma": "Haemangioma",
        "fnh": "Focal nodular hyperplasia",
        "hcc": "Hepatocellular carcinoma",
        "metastasis": "Metastasis",
        "cholangiocarcinoma": "Cholangiocarcinoma",
        "abscess": "Abscess",
        "other": "Other",
    }
)
#: What a lesion of that kind is. Kinds that are not here can be either.
CLASS_OF_KIND = MappingProxyType(
    {
        "cyst": BENIGN,
        "haemangioma": BENIGN,
        "fnh": BENIGN,
        "abscess": BENIGN,
        "hcc": MALIGNANT,
        "metastasis": MALIGNANT,
        "cholangiocarcinoma": MALIGNANT,
    }
)
#: How sure a reader is of the kind, the surest first.
CERTAINTIES = MappingProxyType(
    {"certain": "Certain", "probable": "Probable", "possible": "Possible"}
)
#: What a finding is that is not a lesion.
NOT_A_LESION = MappingProxyType(
    {
        "vessel": "Vessel",
        "gallbladder": "Gallbladder",
        "bowel": "Bowel",
        "fat": "Fat",
        "artefact": "Artefact",
        "other": "Other",
    }
)
#: Numbers of findings: a voxel has one byte, of which 0 and 1 are taken.
MOST_FINDINGS = 254


@dataclass(frozen=True)
class Finding:
    """One outlined region of a series, by the number that its voxels hold."""

    #: From 1 to `MOST_FINDINGS`. It stays the same however the others change.
    number: int
    #: One of `KINDS`.
    kind: str = "unknown"
    #: One of `CERTAINTIES`.
    certainty: str = "possible"
    #: How it looks, `labels.BENIGN` or `labels.MALIGNANT`, where its kind doesn't say.
    looks: str = MALIGNANT
    note: str = ""
    #: One of `NOT_A_LESION`, "" for a lesion.
    rejected: str = ""
    #: Whether the model outlined it first; a reader added it otherwise.
    is_from_model: bool = False
    #: LI-RADS major feature -> what the reader ticked (`core.annotation.li_rads`).
    li_rads: dict[str, str] = field(default_factory=dict)

    @property
    def slice_class(self) -> str:
        """`labels.BENIGN` or `labels.MALIGNANT`."""
        return CLASS_OF_KIND.get(self.kind, self.looks)

    @property
    def is_lesion(self) -> bool:
        return not self.rejected
