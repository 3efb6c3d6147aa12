from core.series import SeriesTags
from core.worklist import Store
from dashboard.services.pseudonyms import person, pseudonym, subject

ANNA = SeriesTags(patient_name="Muster^Anna", patient_id="77")


def test_a_pseudonym_holds_nothing_of_the_name_or_id():
    shown = pseudonym(ANNA, "1.2.3")
    assert shown.startswith("Subject ")
    assert len(shown) == len("Subject ") + 8
    assert not {"muster", "anna"} & set(shown.lower().split())


def test_it_is_the_beginning_of_that_in_the_worklist():
    kept = Store.open()
    assert pseudonym(ANNA, "1.2.3") == subject(kept.key.pseudonym(ANNA, "1.2.3"))
    assert subject("0123456789abcdef") == "Subject 01234567"


def test_the_same_patient_reads_the_same_and_another_does_not():
    again = SeriesTags(patient_name="Muster^Anna", patient_id="77")
    assert pseudonym(ANNA, "1.2.3") == pseudonym(again, "1.2.4")
    other = SeriesTags(patient_name="Muster^Anna", patient_id="78")
    assert pseudonym(ANNA, "1.2.3") != pseudonym(other, "1.2.3")


def test_each_series_without_name_and_id_is_a_subject_of_its_own():
    unnamed = SeriesTags()
    assert pseudonym(unnamed, "1.2.3") != pseudonym(unnamed, "1.2.4")
    assert person(unnamed, "1.2.3", show_name=True) == pseudonym(unnamed, "1.2.3")


def test_without_a_worklist_there_are_pseudonyms_too(monkeypatch, tmp_path):
    (tmp_path / "other").write_bytes(b"something else" * 100)
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "other"))
    assert pseudonym(ANNA, "1.2.3") == pseudonym(ANNA, "1.2.3")


def test_the_name_shows_only_when_asked_for():
    assert person(ANNA, "1.2.3", show_name=True) == "Muster, Anna · 77"
    assert person(ANNA, "1.2.3", show_name=False) == pseudonym(ANNA, "1.2.3")


def test_a_code_that_is_name_and_id_at_once_shows_once():
    coded = SeriesTags(patient_name="P-01", patient_id="P-01")
    assert person(coded, "1.2.3", show_name=True) == "P-01"
