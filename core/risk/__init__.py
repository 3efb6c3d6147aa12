"""From slice scores to one statement about the patient, and how sure it is."""

from core.risk.burden import lesion_shares
from core.risk.calibration import Platt, RuleCalibration
from core.risk.contributing import contributing_slices
from core.risk.interval import between_models, bounds, with_interval
from core.risk.patient import PatientRisk, all_rules, patient_risk
from core.risk.rules import DEFAULT_RULE, RULES, TOP_K, Rule, aggregate
from core.risk.settings import THRESHOLD, PatientSettings

__all__ = [
    "DEFAULT_RULE",
    "RULES",
    "THRESHOLD",
    "TOP_K",
    "PatientRisk",
    "PatientSettings",
    "Platt",
    "Rule",
    "RuleCalibration",
    "aggregate",
    "all_rules",
    "between_models",
    "bounds",
    "contributing_slices",
    "lesion_shares",
    "patient_risk",
    "with_interval",
]
