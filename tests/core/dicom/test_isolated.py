"""A decoder that crashes or hangs costs one slice, never this process."""

from __future__ import annotations

import gdcm
import numpy as np
import pytest

from core.dicom import isolated, load_series
from core.errors import InputError
from tools.mock_dicom.mock_slice import ct_slice, transcode, write


def lossless(path, z):
    pixels = np.random.default_rng(z).integers(0, 3000, (16, 16)).astype(np.uint16)
    write(ct_slice(z, pixels=pixels), path)
    return transcode(path, gdcm.TransferSyntax.JPEGLosslessProcess14_1)


@pytest.mark.parametrize("script", ["import os; os.abort()", "import os; os._exit(0)"])
def test_a_crash_is_one_clear_error(tmp_path, monkeypatch, script):
    (tmp_path / "crash.py").write_text(script)
    monkeypatch.setattr(isolated, "SCRIPT", tmp_path / "crash.py")
    with pytest.raises(InputError, match=r"can't be decoded \(IM0\)\.$"):
        load_series([lossless(tmp_path / "IM0", 0)])


def test_a_hang_is_ended(tmp_path, monkeypatch):
    (tmp_path / "hang.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(isolated, "SCRIPT", tmp_path / "hang.py")
    monkeypatch.setattr(isolated, "SECONDS_A_SLICE", 0.2)
    with pytest.raises(InputError, match=r"can't be decoded \(IM0\)\.$"):
        load_series([lossless(tmp_path / "IM0", 0)])


def test_after_a_crash_the_other_slices_are_decoded_by_a_new_process(tmp_path, monkeypatch):
    # Ends itself on the codestream that holds the word CRASH; else works as ever.
    script = f"""
import sys
sys.path.insert(0, {str(isolated.SCRIPT.parent)!r})
import gdcm_process
work = gdcm_process.decode
def decode(codestream, frame):
    if b"CRASH" in codestream:
        import os
        os.abort()
    return work(codestream, frame)
gdcm_process.decode = decode
gdcm_process.main()
"""
    (tmp_path / "script.py").write_text(script)
    monkeypatch.setattr(isolated, "SCRIPT", tmp_path / "script.py")
    for z in range(4):
        path = lossless(tmp_path / "ct" / f"IM{z}", z)
        if z == 1:
            data = path.read_bytes()
            at = data.index(b"\xff\xd8")
            path.write_bytes(data[: at + 60] + b"CRASH" + data[at + 65 :])
    series = load_series([tmp_path / "ct"], workers=1)
    assert series.n_slices == 3
    assert series.warnings[0] == (
        "1 slice left out near 1.0 mm: damaged: its pixels can't be decoded (IM1)."
    )


def test_no_process_is_left_behind(tmp_path, monkeypatch):
    started = []

    class Recorded(isolated.subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(isolated.subprocess, "Popen", Recorded)
    for z in range(3):
        lossless(tmp_path / f"IM{z}", z)
    load_series([tmp_path], workers=1)
    assert len(started) == 1  # one process for all slices
    assert started[0].returncode is not None
