"""Laboratory values as files and servers write them."""

from __future__ import annotations

from datetime import date

from core.laboratory.files import parse_laboratory
from core.laboratory.values import Laboratory

TODAY = date(2026, 3, 1)
SCAN = date(2026, 2, 1)

#: In SI units, all of the day before the scan.
SI = """test,value,unit,date,low,high
bilirubin,20,umol/L,2026-01-31,5,21
albumin,35,g/L,2026-01-31,35,50
AST,60,U/L,2026-01-31,,40
ALT,64,U/L,2026-01-31,,40
platelets,150,10*9/L,2026-01-31,150,400
"""
#: The same in conventional units; 20 umol/L are 1.1693 mg/dL.
CONVENTIONAL = """test,value,unit,date,low,high
1975-2,1.1693,mg/dL,2026-01-31,0.3,1.2
1751-7,3.5,g/dL,2026-01-31,3.5,5
1920-8,1,ukat/L,2026-01-31,,0.6667
1742-6,64,U/L,2026-01-31,,40
777-3,150000,/uL,2026-01-31,150000,400000
"""


def laboratory(text: str = SI, **options) -> Laboratory:
    return parse_laboratory("labs.csv", text.encode(), **{"today": TODAY, **options})


def observation(
    loinc: str = "1975-2",
    value: float | None = 1.2,
    unit: str = "mg/dL",
    day: str = "2026-01-31",
    **changes,
) -> dict:
    """A FHIR Observation; a change of None takes an element away."""
    made = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": loinc}]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": day,
        "valueQuantity": {
            "value": value,
            "unit": unit,
            "system": "http://unitsofmeasure.org",
            "code": unit,
        },
        **changes,
    }
    return {key: value for key, value in made.items() if value is not None}
