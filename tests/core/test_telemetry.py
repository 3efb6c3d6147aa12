"""ONNX Runtime reports nothing to its makers, whichever command imports it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["core.inference.machine", "core.inference.device", "core.classical.classifier"]
)
def test_it_leaves_nothing_in_the_home_folder(module, tmp_path):
    # Of those who import it, each as the first one; also where somebody has turned it on.
    environment = os.environ | {"HOME": str(tmp_path), "ORT_DISABLE_TELEMETRY": "0"}
    environment.pop("XDG_CACHE_HOME", None)
    script = f"import {module}, onnxruntime; onnxruntime.InferenceSession"
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=300)
    assert list(tmp_path.rglob("*")) == []
