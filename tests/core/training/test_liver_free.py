import nibabel
import numpy as np
import pytest

from core.errors import UsageError
from core.preprocessing import PreprocessingConfig
from core.training.liver_free import LiverFreeRange, liver_free_slices


def test_a_range_is_read():
    found = LiverFreeRange.parse("some:folder/scan:3-9:2")
    assert (found.input.as_posix(), found.first, found.last, found.step) == (
        "some:folder/scan",
        3,
        9,
        2,
    )
    assert LiverFreeRange.parse("scan:0-0").step == 1


@pytest.mark.parametrize("text", ["scan", "scan:5", "scan:9-3", "scan:1-2:0"])
def test_a_bad_range_is_refused(text):
    with pytest.raises(UsageError, match="scan"):
        LiverFreeRange.parse(text)


def test_slices_are_picked_clipped_and_rounded(tmp_path):
    # Five slices whose body (60 mm and more on a side) has 10, 20, ... 50 HU, air elsewhere.
    volume = np.full((100, 100, 5), -1000, np.int16)
    volume[20:80, 20:80] = (np.arange(5) + 1) * 10
    path = tmp_path / "scan.nii.gz"
    nibabel.save(nibabel.Nifti1Image(volume, np.diag([1.5, 1.5, 5, 1])), path)
    images = liver_free_slices([LiverFreeRange(path, 1, 3, 2)], PreprocessingConfig(size=64))
    assert images.shape == (2, 64, 64)
    assert images.dtype == np.uint8
    assert images[0, 32, 32] == 20
    assert images[1, 32, 32] == 40
    with pytest.raises(UsageError, match=r"scan\.nii\.gz"):
        liver_free_slices([LiverFreeRange(path, 0, 5)], PreprocessingConfig(size=64))
