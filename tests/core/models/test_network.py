import pytest

from core.errors import UnknownModelError
from core.models.network import build_network


@pytest.mark.parametrize(
    ("backbone", "code"),
    [("test_vti", "unknown_backbone"), ("test_vit", "no_feature_pyramid")],
)
def test_an_unusable_backbone_is_refused(backbone, code):
    with pytest.raises(UnknownModelError) as refused:
        build_network(backbone)
    assert refused.value.code == code
    assert "test_vit" in str(refused.value)
