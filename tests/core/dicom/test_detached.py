"""A header in one file and its voxels in another: only what lies beside it is read."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest

from core.dicom import MemoryFile, discover, load_series, sentences
from core.errors import InputError, NoSeriesError
from tests.coded import raises
from tests.core.dicom.itk_files import itk_image, values_zyx, written


@pytest.mark.parametrize("suffix", ["nhdr", "mhd"])
def test_header_and_voxels_in_two_uploads_or_in_an_archive(tmp_path, suffix):
    path = written(tmp_path / "ct", suffix, itk_image())
    files = sorted(path.parent.iterdir())
    assert len(files) == 2
    uploads = [MemoryFile(f"ct/{file.name}", file.read_bytes()) for file in files]
    packed = tmp_path / "ct.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in files:
            archive.write(file, f"a/b/{file.name}")
    for sources in (uploads, uploads[::-1], [packed]):
        found = discover(sources)
        assert found.exclusions == ()
        assert np.array_equal(load_series(sources).volume, values_zyx())


def test_voxels_are_only_read_beside_their_header(tmp_path):
    """Neither through a link, nor from another upload's folder."""
    path = written(tmp_path / "ct", "mhd", itk_image())
    raw = path.with_suffix(".raw")
    secret = tmp_path / "secret.raw"
    raw.rename(secret)
    raw.symlink_to(secret)
    with raises(NoSeriesError, "voxels_missing", "ct.raw"):
        discover([path])
    uploads = [
        MemoryFile("a/ct.mhd", path.read_bytes()),
        MemoryFile("b/ct.raw", values_zyx().tobytes()),
    ]
    with pytest.raises(InputError) as error:
        discover(uploads)
    assert sentences.nifti.voxels_missing("MetaImage", "ct.raw") in str(error.value)
    assert sentences.files.voxels_without_header() in str(error.value)
