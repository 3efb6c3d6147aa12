from core.report.identity import identity_of
from core.series import SeriesTags


def test_the_name_only_where_it_is_asked_for():
    tags = SeriesTags(patient_name="Doe^Jane", patient_id="4711")
    assert identity_of(tags, include_name=True, subject="S").words == "Doe, Jane · 4711"
    assert identity_of(tags, include_name=False, subject="S").words == "S"
    assert identity_of(tags, include_name=False).words == "not named"
    nobody = SeriesTags()
    assert identity_of(nobody, include_name=True, subject="S").words == "not stated in the file"


def test_free_text_is_cleared_of_the_patient_unless_named():
    tags = SeriesTags(patient_name="Doe^Jane^M", patient_id="4711")
    text = "DOE_jane_4711.dcm: M is left, being in too many words"
    hidden = identity_of(tags, include_name=False)
    assert hidden.clear(text) == (
        "[removed]_[removed]_[removed].dcm: M is left, being in too many words"
    )
    assert identity_of(tags, include_name=True).clear(text) == text


def test_short_names_go_where_they_are_a_word():
    tags = SeriesTags(patient_name="Li^Na=李^娜", patient_id="07")
    hidden = identity_of(tags, include_name=False)
    assert hidden.clear("CT_Li_Na liver, Nacl, 07: 李娜") == (
        "CT_[removed]_[removed] liver, Nacl, [removed]: [removed][removed]"
    )
