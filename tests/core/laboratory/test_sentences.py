import pytest

from core.fhir import sentences as fhir_sentences
from core.laboratory import sentences
from tests.core import every_sentence

ALL = every_sentence.functions_in(sentences, fhir_sentences)


@pytest.mark.parametrize("function", ALL, ids=lambda function: function.__name__)
def test_every_sentence_keeps_its_facts(function):
    every_sentence.check(function)
