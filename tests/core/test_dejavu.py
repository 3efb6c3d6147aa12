import pytest
from PIL import ImageFont

from core.dejavu import dejavu_file, picture_font


def test_both_weights_are_there():
    families = [ImageFont.truetype(dejavu_file(bold=bold), 10).getname() for bold in (False, True)]
    assert families == [("DejaVu Sans", "Book"), ("DejaVu Sans", "Bold")]


@pytest.mark.parametrize("letter", "–·²ČЯأ")
def test_a_picture_shows_dashes_signs_and_letters(letter):
    font = picture_font(20)
    missing = bytes(font.getmask("\uffff"))
    assert bytes(font.getmask(letter)) not in (missing, b"")
