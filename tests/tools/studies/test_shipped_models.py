"""The studies write about shipped models alone, whatever folder of weights a user names."""

import json

from core.errors import UnknownModelError
from core.models import available_models
from core.models.registry import WEIGHTS_VARIABLE
from tests.coded import raises
from tools.studies import pages
from tools.studies.shipped_models import load_shipped, shipped_models


def test_a_users_own_model_is_on_no_page(tmp_path, monkeypatch):
    card = {"name": "my_own", "backbone": "resnet18", "file": "my_own.pth", "sha256": "0" * 64}
    (tmp_path / "my_own.json").write_text(json.dumps(card))
    before = shipped_models()
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    assert list(available_models()) == ["my_own"]
    assert shipped_models() == before and "my_own" not in before
    with raises(UnknownModelError, "unknown_model", "my_own"):
        load_shipped("my_own")
    for name, text in pages.made().items():
        assert text == (pages.DOCS / name).read_text(encoding="utf-8")
