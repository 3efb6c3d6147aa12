import pytest

from core.errors import UnknownModelError
from core.models.network import build_network


@pytest.mark.parametrize(
    ("backbone", "said"),
    [
        ("test_vti", r"'test_vti' is not a timm backbone: did you mean .*test_vit"),
        ("test_vit", r"'test_vit' gives no maps of several sizes, which a U-Net needs: choose"),
    ],
)
def test_a_backbone_that_cannot_be_used_is_a_sentence(backbone, said):
    with pytest.raises(UnknownModelError, match=f"^{said}"):
        build_network(backbone)
