from dataclasses import dataclass

import numpy as np

from core.vocabulary import forms
from core.vocabulary.quantity import Quantity, column_of, kept_row, not_in, plain

VOLUME = Quantity("volume_ml", "Volume", "How large.", forms.VOLUME, unit="mL", also=("ml",))
WORDS = Quantity("words", "Words", "Which words.", forms.WORDS)


@dataclass(frozen=True)
class Thing:
    volume_ml: float | None = 0.0449
    words: tuple[str, ...] = ("a", "b")


def test_a_value_is_read_from_an_object_a_dict_and_under_another_name():
    assert VOLUME.value(Thing()) == 0.0449
    assert VOLUME.value({"volume_ml": 2.0}) == VOLUME.value({"ml": 2.0}) == 2.0
    assert VOLUME.value({}) is None


def test_a_value_in_words():
    assert (VOLUME.text(Thing()), VOLUME.with_unit(Thing())) == ("0.04", "0.04 mL")
    assert (VOLUME.named(Thing()), VOLUME.heading) == ("Volume: 0.04 mL", "Volume, mL")


def test_what_an_old_record_lacks_is_not_measured():
    assert (VOLUME.text({}), VOLUME.with_unit({})) == ("–", "–")
    assert VOLUME.named({}) == "Volume: not measured"
    assert kept_row([VOLUME, WORDS], {}) == {"volume_ml": None, "words": None}


def test_files_keep_plain_rounded_values():
    assert kept_row([VOLUME, WORDS], Thing(np.float32(1.23456789))) == {
        "volume_ml": 1.2346,
        "words": ["a", "b"],
    }
    assert VOLUME.kept(Thing(float("nan"))) is None
    assert plain((np.int64(1), np.bool_(True), 0.25), 1) == [1, True, 0.2]


def test_what_no_column_shows_is_left():
    assert not_in([column_of(WORDS)], [VOLUME, WORDS]) == [VOLUME]
