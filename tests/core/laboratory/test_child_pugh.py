import pytest

from core.laboratory.child_pugh import ITEMS, ChildPugh


@pytest.mark.parametrize(
    ("points", "letter"),
    [
        ((1, 1, 1, 1, 1), "A"),
        ((2, 1, 1, 1, 1), "A"),
        ((2, 2, 1, 1, 1), "B"),
        ((2, 2, 2, 2, 1), "B"),
        ((2, 2, 2, 2, 2), "C"),
        ((3, 3, 3, 3, 3), "C"),
    ],
)
def test_the_class_follows_the_points(points, letter):
    form = ChildPugh(*points)
    assert (form.points, form.letter) == (sum(points), letter)


def test_there_is_no_class_until_a_person_has_chosen_all():
    assert (ChildPugh().points, ChildPugh().letter) == (None, "")
    assert ChildPugh(1, 1, 1, 1).letter == ""
    assert list(ITEMS) == list(ChildPugh.__dataclass_fields__)
