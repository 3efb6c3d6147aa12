"""Sentences of the archives and the receiver name what they are about."""

import pytest

from core.outside import sentences as outside_sentences
from core.pacs import sentences, site_sentences
from core.receive import sentences as receive_sentences
from tests.core import every_sentence

ALL = every_sentence.functions_in(sentences, site_sentences, receive_sentences, outside_sentences)


@pytest.mark.parametrize("function", ALL, ids=lambda function: function.__name__)
def test_every_sentence_keeps_its_facts(function):
    if "date" in str(function.__wrapped__.__annotations__):
        return
    every_sentence.check(function)


def test_codes_are_unique_in_each_module():
    names = [function.__name__ for function in every_sentence.functions_in(sentences)]
    assert len(set(names)) == len(names)
