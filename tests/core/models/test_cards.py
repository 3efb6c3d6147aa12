"""Cards that somebody else wrote are read, or refused with a sentence."""

import json

import pytest

from core.errors import CheckpointError
from core.models import available_models, sentences


def write_card(folder, **changes):
    card = {"name": "tiny", "backbone": "b", "file": "tiny.pth", "sha256": "0" * 64}
    (folder / "tiny.json").write_text(json.dumps(card | changes))


def refusal(load):
    with pytest.raises(CheckpointError) as refused:
        load()
    return refused.value.args[0]


@pytest.mark.parametrize("key", ["name", "backbone", "file", "sha256"])
@pytest.mark.parametrize("value", [["x"], {}, None, 5, "", "a\0b", "\ud800", "\x1b[31m\n"])
def test_a_card_with_other_than_a_text_there_is_refused(tmp_path, key, value):
    write_card(tmp_path, **{key: value})
    assert refusal(lambda: available_models(tmp_path)) == sentences.not_a_model_card("tiny.json")


@pytest.mark.parametrize("content", [b"[]", b"3", b"\xff\xfe", b"[" * 100_000, None])
def test_a_file_that_is_no_card_is_refused(tmp_path, content):
    path = tmp_path / "z.json"
    path.mkdir() if content is None else path.write_bytes(content)
    assert refusal(lambda: available_models(tmp_path)) == sentences.not_a_model_card("z.json")


@pytest.mark.parametrize("metrics", [["x"], "x", None, 5])
def test_figures_in_another_shape_are_none(tmp_path, metrics):
    write_card(tmp_path, metrics=metrics)
    assert available_models(tmp_path)["tiny"].metrics == {}
