import pytest

from core.vocabulary.contrast import named_phase, phase_title


@pytest.mark.parametrize(
    ("description", "phase"),
    [
        ("Abdomen w/o contrast", "noncontrast"),
        ("LIVER_LATE_ARTERIAL", "arterial"),
        ("late art 2.0", "arterial"),
        ("Portal venous 5.0", "portal"),
        ("late venous", ""),
        ("late 3 min", "delayed"),
        ("art + ven", ""),
        ("Abdomen", ""),
    ],
)
def test_a_description_names_one_phase_or_none(description, phase):
    assert named_phase(description) == phase


def test_what_people_call_it():
    assert (phase_title("portal"), phase_title("")) == ("Portal-venous", "unknown")
