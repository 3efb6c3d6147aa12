import pytest

from core.vocabulary import forms


@pytest.mark.parametrize(
    ("ml", "text"),
    [
        (0.0, "0.00"),
        (0.0018, "< 0.01"),
        (0.04, "0.04"),
        (0.994, "0.99"),
        (0.996, "1.0"),
        (3.24, "3.2"),
        (99.94, "99.9"),
        (99.96, "100"),
        (1480.4, "1,480"),
    ],
)
def test_a_volume_has_two_decimals_below_one_one_below_a_hundred_and_none_above(ml, text):
    assert forms.volume(ml) == text
    assert forms.VOLUME.text(ml) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-12.5, 1, "−12.5"),
        (-0.04, 1, "0.0"),
        (1234.5, 1, "1,234.5"),
        (0.5, 0, "1"),
        (472.25, 1, "472.3"),
        (-472.25, 1, "−472.3"),
        (0.05, 1, "0.1"),
        (1e26, 3, "100,000,000,000,000,004,764,729,344.000"),
    ],
)
def test_half_goes_away_from_zero_as_in_the_viewer_and_a_minus_is_typographic(value, digits, text):
    assert forms.decimals(value, digits) == text


@pytest.mark.parametrize("mm", [31.1504, 31.15, 31.154])
def test_a_value_reads_the_same_before_and_after_it_was_in_a_file(mm):
    kept = round(mm, forms.LENGTH.kept)
    assert forms.LENGTH.text(mm) == forms.LENGTH.text(kept) == "31.2"
    assert forms.LENGTH.text(-mm) == "−31.2"


@pytest.mark.parametrize(("value", "text"), [(0.6, "+0.6"), (-0.6, "−0.6"), (0.01, "0.0")])
def test_a_change_has_a_sign(value, text):
    assert forms.signed(value, 1) == text


@pytest.mark.parametrize(
    ("ml", "text"),
    [(0.04, "+0.04"), (-3.24, "−3.2"), (0.0, "0.00"), (1e-12, "0.00"), (-0.004, "0.00")],
)
def test_a_change_of_volume_has_the_decimals_of_a_volume(ml, text):
    assert forms.signed_volume(ml) == text


@pytest.mark.parametrize(("value", "text"), [(0.0, "0.0"), (0.04, "< 0.1"), (2.06, "2.1")])
def test_percent(value, text):
    assert forms.percent(value) == text


@pytest.mark.parametrize(
    ("days", "text"), [(472.4, "472"), (3650.0, "3,650"), (3651.0, "> 3,650"), (1e15, "> 3,650")]
)
def test_beyond_the_most_only_that_it_is_more(days, text):
    assert forms.at_most(days, 3650) == text


def test_slices_count_from_one():
    assert (forms.slice_span(3, 3), forms.slice_span(3, 8)) == ("4", "4–9")


def test_words_have_the_signs_of_print():
    assert forms.words(("sharp", "<= 20 HU")) == "sharp, ≤ 20 HU"


@pytest.mark.parametrize("value", [None, "0.5", True, float("nan"), [0.5]])
def test_what_is_no_finite_number_is_none(value):
    assert forms.finite(value) is None
    assert forms.finite(2) == 2.0
