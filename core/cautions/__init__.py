"""Reasons to doubt a result, each with a code, a sentence and a severity."""

from core.cautions.caution import CODES, SEVERITIES, Caution
from core.cautions.find import find_cautions
from core.cautions.phase import Phase, measure_phase

__all__ = ["CODES", "SEVERITIES", "Caution", "Phase", "find_cautions", "measure_phase"]
