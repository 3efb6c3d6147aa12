from __future__ import annotations

import copy
import pickle

from core.errors import InputError
from core.sentence import Sentence, around_reason, code_of, sentence


@sentence
def no_slices(folder: str) -> str:
    return f"{folder}: holds no CT slices."


def test_a_sentence_is_text_and_knows_its_code():
    made = no_slices("scan1")
    assert made == "scan1: holds no CT slices."
    assert made.code == "no_slices"


def test_an_error_has_the_code_of_its_sentence():
    assert InputError(no_slices("scan1")).code == "no_slices"
    assert InputError("without a code").code == ""
    assert InputError().code == ""


def test_codes_survive_pickle_and_copy():
    for again in (pickle.loads(pickle.dumps(no_slices("a"))), copy.deepcopy(no_slices("a"))):
        assert isinstance(again, Sentence)
        assert again.code == "no_slices"
    assert pickle.loads(pickle.dumps(InputError(no_slices("a")))).code == "no_slices"


@around_reason
def unreadable(reason: str, name: str) -> str:
    return f"{name} can't be read: {reason}"


def test_a_sentence_around_a_reason_keeps_the_reasons_code():
    made = unreadable(no_slices("scan1"), "a.zip")
    assert made == "a.zip can't be read: scan1: holds no CT slices."
    assert made.code == "no_slices"
    assert unreadable("a reason without a code", "a.zip").code == "unreadable"


def test_plain_text_has_no_code():
    assert code_of("text") == ""
    assert code_of(None) == ""
