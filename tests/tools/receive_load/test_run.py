"""A small share of the load test: 12 series, 4 senders, two analyses, and one kill -9."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from pydicom import dcmread

from core.pacs.uids import name_of
from tests.core.known_network import block_volume
from tests.core.weights import untrained_weights
from tools.mock_dicom.mock_slice import ct_slice, write
from tools.receive_load.pushed import Pushed
from tools.receive_load.run import run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads memory from /proc")

N_SERIES, N_SLICES = 12, 16


@pytest.fixture
def pushed(tmp_path) -> Pushed:
    """A block of liver that suits by its description."""
    slices = []
    for number, hu in enumerate(block_volume(N_SLICES)):
        made = ct_slice(
            5.0 * number,
            (hu + 1024).astype(np.uint16),
            PixelSpacing=[1.5, 1.5],
            InstanceNumber=number + 1,
            SeriesDescription="Abdomen portal venous 5 mm",
        )
        slices.append(dcmread(write(made, tmp_path / "template" / f"{number:02}.dcm")))
    return Pushed(slices, N_SERIES)


def test_none_lost_none_doubled_over_a_kill(tmp_path, pushed, monkeypatch, small_livers):
    weights = untrained_weights(tmp_path / "weights")
    monkeypatch.setenv("LIVERLENS_WEIGHTS_DIR", str(weights))
    (tmp_path / "run").mkdir()
    result = run(
        pushed,
        tmp_path / "run",
        environment={"LIVERLENS_WEIGHTS_DIR": str(weights)},
        most_seconds=500.0,
    )
    n_files = N_SERIES * N_SLICES
    assert (result["acknowledged"], result["on_disk"], result["files"]) == (n_files,) * 3
    assert 0 < result["acknowledged_before_the_kill"] < n_files
    # 4 senders were cut off: what was on its way was sent again, and is there once.
    assert result["attempts"] > n_files
    faults = ("lost", "lost_by_the_kill", "doubled_on_disk", "unreadable", "halves")
    assert [result[name] for name in faults] == [0] * 5
    assert (result["queued"], result["queued_whole"]) == (N_SERIES, N_SERIES)
    assert result["doubled_in_the_queue"] == 0
    assert result["analysed"] == 2
    assert result["exit_status"] == 0


def test_what_is_not_there_or_has_other_pixels_is_not_kept(tmp_path, pushed):
    study, series, instance = pushed.uids(0, 1)
    assert not pushed.is_kept(tmp_path, 0, 1)
    path = tmp_path / name_of(study, series) / f"{name_of(instance)}.dcm"
    path.parent.mkdir()
    path.write_bytes(pushed.file(0, 1))
    assert pushed.is_kept(tmp_path, 0, 1)
    other = pushed.dataset(0, 1)
    other.PixelData = bytes(len(other.PixelData))
    other.save_as(path)
    assert not pushed.is_kept(tmp_path, 0, 1)
