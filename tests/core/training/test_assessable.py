"""Which phases a card may name, from rows whose figures are given by hand."""

import pytest

from core.training.assessable import RULE, assessable_phases

NEEDED = ("auc_lesion", "lesion_sensitivity", "alarms_lesion_free")


def phase(value="portal", n=5, ci95=(0.55, 1.0), **figures):
    """A row of `groups.figures_by_column` that just passes."""
    return {
        "value": value,
        **dict(zip(NEEDED, (0.8, 0.5, 0.5), strict=True)),
        "subjects_behind": dict.fromkeys(NEEDED, n),
        "ci95": {"auc_lesion": list(ci95)} if ci95 else {},
        **figures,
    }


def test_each_phase_stands_for_itself():
    said = assessable_phases([phase("arterial", n=1, auc_lesion=None), phase()])
    assert said["assessable_phases"] == ["portal"]
    assert said["phase_checks"]["rule"] == RULE
    arterial, portal = said["phase_checks"]["phases"]
    assert (portal["assessable"], portal["reasons"]) == (True, [])
    assert (arterial["assessable"], arterial["codes"]) == (False, ["phase_of_few_subjects"])


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (phase(n=2), ["phase_of_few_subjects"]),
        (phase(auc_lesion=0.79), ["phase_not_told_apart"]),
        (phase(ci95=(0.5, 1.0)), ["phase_no_better_than_chance"]),
        (phase(ci95=None), ["phase_no_better_than_chance"]),
        (phase(lesion_sensitivity=0.49), ["phase_lesions_missed"]),
        (phase(alarms_lesion_free=0.51), ["phase_false_alarms"]),
        (
            phase(auc_lesion=0.6, lesion_sensitivity=0.1),
            ["phase_not_told_apart", "phase_lesions_missed"],
        ),
    ],
)
def test_what_speaks_against_a_phase(row, codes):
    said = assessable_phases([row])
    assert said["assessable_phases"] == []
    assert said["phase_checks"]["phases"][0]["codes"] == codes
    assert len(said["phase_checks"]["phases"][0]["reasons"]) == len(codes)


def test_without_slices_there_is_no_phase():
    assert assessable_phases([])["assessable_phases"] == []


@pytest.mark.parametrize(("alarms", "named"), [(0.05, ["arterial"]), (0.06, [])])
def test_another_phase_than_portal_needs_at_most_five_percent_false_alarms(alarms, named):
    said = assessable_phases([phase("arterial", alarms_lesion_free=alarms)])
    assert said["assessable_phases"] == named
    assert said["phase_checks"]["phases"][0]["codes"] == [
        *([] if named else ["phase_false_alarms"])
    ]
