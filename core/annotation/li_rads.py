"""The CT/MRI LI-RADS v2018 category of an observation, from the features that a person ticked.

Source: American College of Radiology, CT/MRI LI-RADS v2018, diagnostic table. It holds for adults
at high risk of hepatocellular carcinoma, and for observations that are neither benign (LR-1, LR-2)
nor targetoid (LR-M) nor tumour in a vein. Nothing is read from the image: the size is ticked too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Feature(NamedTuple):
    """A major feature: what it is called, and its answers."""

    title: str
    #: Answer -> its words.
    answers: Mapping[str, str]


_YES_NO = MappingProxyType({"yes": "Yes", "no": "No"})
APHE, SIZE, WASHOUT, CAPSULE, GROWTH = "aphe", "size", "washout", "capsule", "growth"
#: Major feature -> its words. The order is that of a form.
FEATURES = MappingProxyType(
    {
        APHE: Feature("Nonrim arterial phase hyperenhancement", _YES_NO),
        SIZE: Feature(
            "Size",
            MappingProxyType({"below-10": "Below 10 mm", "10-19": "10 to 19 mm", "20": "20 mm up"}),
        ),
        WASHOUT: Feature("Nonperipheral washout", _YES_NO),
        CAPSULE: Feature("Enhancing capsule", _YES_NO),
        GROWTH: Feature("Threshold growth", _YES_NO),
    }
)
#: Those of which the table counts how many there are.
_ADDITIONAL = (WASHOUT, CAPSULE, GROWTH)


def category(ticked: Mapping[str, str]) -> str:
    """ "LR-3", "LR-4" or "LR-5"; "" where a feature was not ticked, or has an unknown answer.

    Args:
        ticked: feature of `FEATURES` -> one of its answers.
    """
    if any(ticked.get(name) not in feature.answers for name, feature in FEATURES.items()):
        return ""
    present = [name for name in _ADDITIONAL if ticked[name] == "yes"]
    if ticked[APHE] == "no":
        return _without_aphe(ticked[SIZE], len(present))
    if ticked[SIZE] == "20":
        return "LR-5" if present else "LR-4"
    if ticked[SIZE] == "10-19":
        # One feature: washout or growth makes it LR-5, a capsule alone LR-4.
        return "LR-3" if not present else "LR-4" if present == [CAPSULE] else "LR-5"
    return "LR-4" if present else "LR-3"


def _without_aphe(size: str, additional: int) -> str:
    from_one = size == "20"
    return "LR-4" if additional >= (1 if from_one else 2) else "LR-3"
