"""How long idle threads of PyTorch spin, as libgomp itself reports it."""

import os
import re
import subprocess
import sys

import pytest

_SETTINGS = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")


def reported(**chosen: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
    done = subprocess.run(
        [sys.executable, "-c", "import core, torch"],
        env=environment | chosen | {"OMP_DISPLAY_ENV": "VERBOSE"},
        capture_output=True,
        text=True,
        check=True,
    )
    return re.search(r"GOMP_SPINCOUNT = '(\w+)'", done.stderr)[1]


@pytest.mark.skipif(sys.platform != "linux", reason="PyTorch brings libgomp on Linux only")
def test_they_give_up_soon_unless_the_operator_chose():
    assert reported() == "2000"
    assert reported(GOMP_SPINCOUNT="77") == "77"
    assert reported(OMP_WAIT_POLICY="PASSIVE") == "0"
