import pytest

from core.vocabulary.kernels import is_sharp


@pytest.mark.parametrize(
    "kernel", ["B60f", "B70s", "Br62f\\3", "Bl57", "LUNG", "BONEPLUS", "FC51", "YC", "L", "D"]
)
def test_sharp_kernels(kernel):
    assert is_sharp(kernel)


@pytest.mark.parametrize(
    "kernel", ["", "B30f", "Br40d\\3", "STANDARD", "SOFT", "FC08", "FC18", "B", "YB30", "DETAIL"]
)
def test_kernels_for_soft_tissue(kernel):
    assert not is_sharp(kernel)
