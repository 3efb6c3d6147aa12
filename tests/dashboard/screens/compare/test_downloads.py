import json

from core import DISCLAIMER
from core.dicom.reference_mask import ReferenceMask
from dashboard.screens.compare.comparing import comparison_of
from dashboard.screens.compare.downloads import comparison_json
from tests.dashboard.screens.compare.two_models import CARDS, two_model_session


def test_everything_as_json_with_where_the_reference_came_from():
    session = two_model_session()
    cards = list(CARDS.values())
    reference = ReferenceMask("truth.nii.gz", (session.opened.series.volume < 200).astype("uint8"))
    plain = json.loads(comparison_json(comparison_of(session.opened, cards, None), None))
    scored = json.loads(
        comparison_json(comparison_of(session.opened, cards, reference.codes), reference)
    )
    assert DISCLAIMER in json.dumps(plain)
    assert "truth.nii.gz" not in json.dumps(plain)
    assert "truth.nii.gz" in json.dumps(scored)
    assert "Muster" not in json.dumps(scored)
