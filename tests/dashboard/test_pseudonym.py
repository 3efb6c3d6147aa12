from core.series import SeriesTags
from dashboard.pseudonym import person, pseudonym

ANNA = SeriesTags(patient_name="Muster^Anna", patient_id="77")


def test_a_pseudonym_holds_nothing_of_the_name_or_id():
    shown = pseudonym(ANNA)
    assert shown.startswith("Subject ")
    assert len(shown) == len("Subject ") + 6
    assert not {"muster", "anna"} & set(shown.lower().split())


def test_the_same_patient_reads_the_same_and_another_does_not():
    assert pseudonym(ANNA) == pseudonym(SeriesTags(patient_name="Muster^Anna", patient_id="77"))
    assert pseudonym(ANNA) != pseudonym(SeriesTags(patient_name="Muster^Anna", patient_id="78"))


def test_a_header_without_name_and_id():
    assert pseudonym(SeriesTags()) == "Subject unnamed"
    assert person(SeriesTags(), show_name=True) == "Subject unnamed"


def test_the_name_shows_only_when_asked_for():
    assert person(ANNA, show_name=True) == "Muster, Anna · 77"
    assert person(ANNA, show_name=False) == pseudonym(ANNA)


def test_a_code_that_is_name_and_id_at_once_shows_once():
    assert person(SeriesTags(patient_name="P-01", patient_id="P-01"), show_name=True) == "P-01"
