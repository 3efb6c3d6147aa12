"""The Child-Pugh form: a person chooses all five, and only then there is a class.

Pugh et al., Br J Surg 1973;60:646-649, with INR in place of the prothrombin time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Item -> (heading, what is worth 1, 2 and 3 points).
ITEMS: Mapping[str, tuple[str, tuple[str, str, str]]] = {
    "bilirubin": (
        "Bilirubin",
        ("below 34 µmol/L (2 mg/dL)", "34–50 µmol/L (2–3 mg/dL)", "above 50 µmol/L (3 mg/dL)"),
    ),
    "albumin": ("Albumin", ("above 35 g/L", "28–35 g/L", "below 28 g/L")),
    "inr": ("INR", ("below 1.7", "1.7–2.3", "above 2.3")),
    "ascites": ("Ascites", ("none", "slight", "moderate to severe")),
    "encephalopathy": ("Encephalopathy", ("none", "grade 1–2", "grade 3–4")),
}


@dataclass(frozen=True)
class ChildPugh:
    """A form that a person filled in: points of each item, 1 to 3, None where not chosen."""

    bilirubin: int | None = None
    albumin: int | None = None
    inr: int | None = None
    ascites: int | None = None
    encephalopathy: int | None = None

    @property
    def points(self) -> int | None:
        """5 to 15; None until all are chosen."""
        chosen = [getattr(self, item) for item in ITEMS]
        return None if None in chosen else sum(chosen)

    @property
    def letter(self) -> str:
        """A for 5 and 6 points, B for 7 to 9, C from 10; "" until all are chosen."""
        points = self.points
        if points is None:
            return ""
        return "A" if points <= 6 else "B" if points <= 9 else "C"
