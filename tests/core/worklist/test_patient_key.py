import hashlib
import hmac
import re

import pytest

from core.series import SeriesTags
from core.worklist import PatientKey

SECRET = b"0123456789abcdef0123456789abcdef"
KEY = PatientKey(SECRET)


def by_hand(*parts: str) -> str:
    return hmac.new(SECRET, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def test_the_pseudonym_is_the_start_of_an_hmac_sha256():
    tags = SeriesTags(patient_name="DOE^JANE", patient_id="ID-4711")
    assert KEY.pseudonym(tags, "1.2.3") == by_hand("patient", "id 4711", "doe jane")[:16]
    assert KEY.series_digest("1.2.3") == by_hand("series", "1.2.3")


@pytest.mark.parametrize("name", ["DOE^JANE", "Doe^Jane^^", " doe jane ", "DOE^JANE=="])
def test_one_person_however_the_header_spells_it(name):
    same = KEY.pseudonym(SeriesTags(patient_name="Doe^Jane", patient_id="4711"), "1")
    assert KEY.pseudonym(SeriesTags(patient_name=name, patient_id="4711 "), "2") == same


@pytest.mark.parametrize(
    ("name", "patient_id"),
    [("DOE^JOHN", "4711"), ("DOE^JANE", "4712"), ("DOE^JANE", ""), ("", "4711"), ("4711", "")],
)
def test_other_people_have_other_pseudonyms(name, patient_id):
    jane = KEY.pseudonym(SeriesTags(patient_name="DOE^JANE", patient_id="4711"), "1")
    assert KEY.pseudonym(SeriesTags(patient_name=name, patient_id=patient_id), "1") != jane


def test_a_name_in_another_script_counts():
    one, two = (
        SeriesTags(patient_name=name, patient_id="1") for name in ("山田^太郎", "鈴木^一郎")
    )
    assert KEY.pseudonym(one, "1") != KEY.pseudonym(two, "1")


def test_a_series_that_names_nobody_is_a_patient_of_its_own():
    nobody = SeriesTags(patient_name="^^", patient_id=" ")
    assert KEY.pseudonym(nobody, "1") == KEY.pseudonym(nobody, "1")
    assert KEY.pseudonym(nobody, "1") != KEY.pseudonym(nobody, "2")


def test_a_code_of_ones_own():
    assert KEY.pseudonym_of_code("Study-07") == by_hand("code", "study 07")[:16]
    assert KEY.pseudonym_of_code("study 07") == KEY.pseudonym_of_code("STUDY-07")
    assert KEY.pseudonym_of_code("study 08") != KEY.pseudonym_of_code("study 07")


def test_another_key_gives_other_pseudonyms_and_never_shows_itself():
    other = PatientKey(b"another secret of thirty-two let")
    tags = SeriesTags(patient_name="DOE^JANE", patient_id="4711")
    assert other.pseudonym(tags, "1") != KEY.pseudonym(tags, "1")
    assert other.fingerprint() != KEY.fingerprint()
    assert "secret" not in repr(other)


def test_a_person_is_the_same_however_the_address_is_written():
    stand_in = KEY.person("user", " Ada@Example.org")
    assert stand_in == KEY.person("user", "ada@example.org")
    assert re.fullmatch(r"user-[0-9a-f]{16}", stand_in)
    assert KEY.person("browser", "A") != KEY.person("browser", "a")
