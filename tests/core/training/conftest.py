import numpy as np
import pytest


@pytest.fixture
def slices_file(tmp_path):
    """12 slices (64²) of 6 subjects: liver is a 30 x 30 square of 110 HU on 50 HU; subjects 0 and
    1 have a malignant square of 40 HU, 2 and 3 a benign one of 5 HU, 4 and 5 none."""

    def write(**changes):
        rng = np.random.default_rng(0)
        image = np.full((12, 64, 64), 50.0)
        label = np.zeros((12, 64, 64), np.uint8)
        subject = np.repeat(np.arange(6), 2)
        image[:, 20:50, 10:40], label[:, 20:50, 10:40] = 110, 1
        for i, s in enumerate(subject):
            if s < 4:
                image[i, 30:38, 20:28] = 40 if s < 2 else 5
                label[i, 30:38, 20:28] = 3 if s < 2 else 2
        image = (image + rng.normal(0, 4, image.shape)).clip(0, 255).astype(np.uint8)
        arrays = {"image": image, "label": label, "subject": subject, **changes}
        path = tmp_path / "slices.npz"
        np.savez(path, **{k: v for k, v in arrays.items() if v is not None})
        return path

    return write
