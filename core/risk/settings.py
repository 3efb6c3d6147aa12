"""How a model's slice scores become a patient's category: what its card says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.errors import CheckpointError, UsageError
from core.labels import BENIGN, MALIGNANT, NORMAL
from core.risk import sentences
from core.risk.calibration import Platt, RuleCalibration
from core.risk.rules import DEFAULT_RULE, RULES, TOP_K

#: A category is named when its probability reaches this, unless the card says otherwise.
THRESHOLD = 0.5
#: The gravest first: the first class that reaches its threshold names the patient.
ORDER = (MALIGNANT, BENIGN, NORMAL)


def _usual() -> dict[str, float]:
    return dict.fromkeys(ORDER, THRESHOLD)


@dataclass(frozen=True)
class PatientSettings:
    """Rule, calibration and thresholds; the defaults are those of a card that is silent."""

    rule: str = DEFAULT_RULE
    k: int = TOP_K
    #: Class -> the probability from which a patient is called so.
    thresholds: Mapping[str, float] = field(default_factory=_usual)
    #: Rule -> its curves; a rule that is not here is not calibrated.
    calibration: Mapping[str, RuleCalibration] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise UsageError(sentences.unknown_rule(self.rule, RULES))
        if self.k < 1:
            raise UsageError(sentences.top_k_too_small(self.k))
        if set(self.thresholds) != set(ORDER):
            raise UsageError(sentences.wrong_thresholds(ORDER))
        for name, value in self.thresholds.items():
            if not 0.0 < value <= 1.0:
                raise UsageError(sentences.class_threshold_out_of_range(name, value))

    def with_rule(self, rule: str) -> PatientSettings:
        """The same with another rule (and that rule's calibration).

        Raises:
            UsageError: there is no such rule.
        """
        return replace(self, rule=rule)

    @classmethod
    def from_card(cls, card: dict) -> PatientSettings:
        """The section "patient" of a model card.

        Defaults, uncalibrated, where there is none, or where it was made for other weights than
        the card's.

        Raises:
            CheckpointError: the section can't be read.
        """
        section = card.get("patient")
        if not section or section.get("weights_sha256") != card.get("sha256"):
            return cls()
        try:
            return cls(
                rule=section["rule"],
                k=int(section.get("k", TOP_K)),
                thresholds={name: float(p) for name, p in section["thresholds"].items()},
                calibration={
                    rule: RuleCalibration(**{name: _platt(c) for name, c in curves.items()})
                    for rule, curves in section["calibration"].items()
                },
            )
        except (KeyError, TypeError, ValueError, AttributeError, UsageError) as error:
            raise CheckpointError(
                sentences.patient_section_unreadable(card.get("name", "model"), error)
            ) from error


def _platt(values: dict | None) -> Platt | None:
    return None if values is None else Platt(**values)
