import nibabel as nib
import numpy as np

from core.phantom import write_truth


def test_the_truth_lies_on_the_cts_grid_in_ras(tiny, tmp_path):
    image = nib.load(write_truth(tiny, tmp_path / "truth.nii.gz"))
    assert image.get_data_dtype() == np.uint8
    assert np.array_equal(np.asarray(image.dataobj).transpose(2, 1, 0), tiny.mask)
    x, y, z = tiny.series.slice_origins_mm[0]
    assert np.allclose(image.affine[:3, 3], (-x, -y, z))
    assert np.allclose(np.abs(np.diag(image.affine))[:3], tiny.series.spacing_mm[::-1])
