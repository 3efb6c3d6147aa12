"""In which phases of contrast a model works, as far as the validation subjects show it."""

from __future__ import annotations

from core.sentence import Sentence
from core.training import sentences
from core.training.bootstrap import MIN_SUBJECTS
from core.training.data import USUAL_PHASE

#: "Excellent discrimination" begins here (Hosmer, Lemeshow & Sturdivant 2013, section 5.2.4).
MIN_AUC = 0.8
#: The interval of the AUC must lie above guessing.
CHANCE = 0.5
#: Share of the labelled lesions, one by one.
MIN_FOUND = 0.5
#: Share of the lesion-free slices, in the phase that the models are made for and in any other.
MAX_ALARMS, MAX_ALARMS_ELSEWHERE = 0.5, 0.05
RULE = (
    "A phase is assessable if, on the validation subjects of that phase: at least "
    f"{MIN_SUBJECTS} subjects have a slice with a lesion and {MIN_SUBJECTS} one without; the AUC "
    f"of a lesion on the slice is at least {MIN_AUC} and its 95 % interval lies above {CHANCE}; at "
    f"least {MIN_FOUND:.0%} of the lesions are found; and a lesion is outlined on at most "
    f"{MAX_ALARMS:.0%} of the lesion-free slices ({MAX_ALARMS_ELSEWHERE:.0%} in any phase but "
    f"{USUAL_PHASE}). Test subjects have no say in it."
)


def assessable_phases(by_phase: list[dict]) -> dict:
    """What a card says of phases, chosen by `RULE`.

    Args:
        by_phase: rows of `groups.figures_by_column` of the validation subjects, by phase.

    Returns:
        {"assessable_phases": names, "phase_checks": {"rule", "phases": [{"phase", "assessable",
        "reasons": sentences, "codes": their codes}, ...]}}; no reasons where it is assessable.
    """
    reasons = {row["value"]: _against(row) for row in by_phase}
    return {
        "assessable_phases": [phase for phase, against in reasons.items() if not against],
        "phase_checks": {
            "rule": RULE,
            "phases": [
                {
                    "phase": phase,
                    "assessable": not against,
                    "reasons": [str(one) for one in against],
                    "codes": [one.code for one in against],
                }
                for phase, against in reasons.items()
            ],
        },
    }


def _against(row: dict) -> list[Sentence]:
    """Why a phase is not assessable; nothing where it is."""
    # The AUC's subjects are those of the rarer kind of slice.
    needed = ("auc_lesion", "lesion_sensitivity", "alarms_lesion_free")
    fewest = min(row["subjects_behind"][name] for name in needed)
    if fewest < MIN_SUBJECTS:
        return [sentences.phase_of_few_subjects(fewest, MIN_SUBJECTS)]
    auc, found, alarms = (row[name] for name in needed)
    interval = row["ci95"].get("auc_lesion")
    against = []
    if auc < MIN_AUC:
        against.append(sentences.phase_not_told_apart(auc, MIN_AUC))
    if interval is None or interval[0] <= CHANCE:
        against.append(sentences.phase_no_better_than_chance())
    if found < MIN_FOUND:
        against.append(sentences.phase_lesions_missed(found, MIN_FOUND))
    limit = MAX_ALARMS if row["value"] == USUAL_PHASE else MAX_ALARMS_ELSEWHERE
    if alarms > limit:
        against.append(sentences.phase_false_alarms(alarms, limit))
    return against
