"""The laboratory tests that are read: LOINC codes, UCUM units with their factors, and limits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.vocabulary import laboratory as quantities
from core.vocabulary.quantity import Quantity

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"

#: 10 mg/L divided by 584.66 g/mol, the molar mass of bilirubin.
_BILIRUBIN_PER_MG_DL = 10_000 / 584.66
_ENZYME = {"U/L": 1.0, "[IU]/L": 1.0, "ukat/L": 60.0, "nkat/L": 0.06}


@dataclass(frozen=True)
class LabTest:
    """One test. Its quantity's unit is the one that scores are computed in."""

    quantity: Quantity
    #: Codes under which it is asked for and recognised; the first is for files that we write.
    loinc: tuple[str, ...]
    #: UCUM code -> factor to the quantity's unit.
    units: Mapping[str, float] = field(hash=False)
    #: What a living person can have, in the quantity's unit: beyond it, the unit must be wrong.
    lowest: float
    highest: float
    #: Other names that files use, lower case.
    also: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.quantity.key

    @property
    def name(self) -> str:
        """`"AST"`, `"Bilirubin"`"""
        return self.quantity.short or self.quantity.title


#: LOINC: mass and substance concentrations in serum or plasma, catalytic activities in serum or
#: plasma, INR in plasma or blood, platelets counted in blood.
TESTS: tuple[LabTest, ...] = (
    LabTest(quantities.AFP, ("1834-1",), {"ug/L": 1.0, "ng/mL": 1.0}, 0.01, 1e8, ("afp",)),
    LabTest(
        quantities.BILIRUBIN,
        ("14631-6", "1975-2"),
        {
            "umol/L": 1.0,
            "mg/dL": _BILIRUBIN_PER_MG_DL,
            "mg/L": _BILIRUBIN_PER_MG_DL / 10,
        },
        0.5,
        2000.0,
        ("total bilirubin", "bilirubin total", "bilirubin.total"),
    ),
    LabTest(
        quantities.ALBUMIN,
        ("1751-7",),
        {"g/L": 1.0, "g/dL": 10.0, "mg/dL": 0.01},
        5.0,
        80.0,
    ),
    LabTest(
        quantities.INR, ("6301-6", "34714-6"), {"1": 1.0, "{INR}": 1.0, "{ratio}": 1.0}, 0.3, 30.0
    ),
    LabTest(
        quantities.PLATELETS,
        ("777-3", "26515-7"),
        {
            "10*9/L": 1.0,
            "10*3/uL": 1.0,
            "10*3/mm3": 1.0,
            "/nL": 1.0,
            "/uL": 0.001,
            "/mm3": 0.001,
        },
        1.0,
        5000.0,
        ("platelet count", "thrombocytes", "plt"),
    ),
    LabTest(quantities.AST, ("1920-8",), _ENZYME, 1.0, 100_000.0, ("asat", "got")),
    LabTest(quantities.ALT, ("1742-6",), _ENZYME, 1.0, 100_000.0, ("alat", "gpt")),
)

_BY_LOINC = {code: test for test in TESTS for code in test.loinc}
_BY_NAME = {
    name: test
    for test in TESTS
    for name in (test.key, test.name.lower(), test.quantity.title.lower(), *test.also)
}
#: How laboratories write units that UCUM writes otherwise.
_SPELLINGS = {
    "IU/L": "[IU]/L",
    "INR": "{INR}",
    "ratio": "{ratio}",
    "{inr}": "{INR}",
    "G/L": "10*9/L",
    "Gpt/L": "10*9/L",
    "mcg/L": "ug/L",
}
_SUPERSCRIPTS = str.maketrans({"³": "^3", "⁹": "^9", "×": "", "·": ""})


def find_test(code: str) -> LabTest | None:
    """The test of a LOINC code or a name; None for any other."""
    text = " ".join(code.split())
    return _BY_LOINC.get(text) or _BY_NAME.get(text.lower())


def ucum_of(text: str) -> str:
    """A unit in UCUM's spelling as far as it is one that laboratories write: `"µmol/l"` is
    `"umol/L"`, `"10^9/l"` is `"10*9/L"`. Unknown text comes back without its spaces."""
    unit = unicodedata.normalize("NFKC", "".join(text.split()).translate(_SUPERSCRIPTS))
    unit = unit.replace("μ", "u")
    unit = re.sub(r"^[xX](?=10)", "", unit)
    unit = re.sub(r"^10(?:\^|[eE]\+?|\*\*)(?=\d)", "10*", unit)
    unit = re.sub(r"(?<=/)([dmun]?)l$", r"\1L", unit)
    return _SPELLINGS.get(unit, unit)
