import pytest

from core.lesions.descriptors import attenuation_class, descriptors


@pytest.mark.parametrize(
    ("hu", "words"), [(-3.0, "<= 20 HU"), (20.0, "<= 20 HU"), (20.1, "> 20 HU")]
)
def test_twenty_hu_is_still_low(hu, words):
    assert attenuation_class(hu) == words


def test_the_words_in_order():
    assert descriptors("sharp", True, "<= 20 HU") == ("sharp", "homogeneous", "<= 20 HU")
    assert descriptors("ill-defined", False, "> 20 HU") == (
        "ill-defined",
        "heterogeneous",
        "> 20 HU",
    )


def test_what_can_not_be_assessed_is_left_out():
    assert descriptors("not assessable", None, "> 20 HU") == ("> 20 HU",)
