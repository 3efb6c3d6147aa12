from core.annotation.sentences import CORRECTED
from core.export.dicom.equipment import RESEARCH
from core.export.dicom.of_analysis import OUTSIDE_WORDS
from core.export.dicom.seg import LONGEST, description


def test_a_series_description_has_room_for_all_that_it_has_to_say():
    outside = f"{OUTSIDE_WORDS}. {RESEARCH}"
    assert description(CORRECTED, RESEARCH) == (
        "Liver outlines, corrected by a reader. Research use only"
    )
    assert description(CORRECTED, outside) == (
        "Liver outlines, corrected. Not assessable. Research use only"
    )
    assert description("by a model", outside) == (
        "Liver outlines, by a model. Not assessable. Research use only"
    )
    assert len(description("by a model", outside)) <= LONGEST
