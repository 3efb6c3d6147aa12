from core.series import SeriesTags
from core.study import Member, choose, in_order, same_study


def member(uid, at="", description="", kernel="B30f", mm=3.0, number=None) -> Member:
    tags = SeriesTags(
        study_uid="1.2",
        series_description=description,
        acquired_at=at,
        kernel=kernel,
        series_number=number,
    )
    return Member(uid, tags, 100, mm)


def chosen(*members: Member) -> list[str]:
    return [one.uid for one in choose(members)]


def test_one_study_by_its_uid():
    assert same_study(SeriesTags(study_uid="1"), SeriesTags(study_uid="1"))
    assert not same_study(SeriesTags(study_uid="1"), SeriesTags(study_uid="2"))
    assert not same_study(SeriesTags(), SeriesTags())


def test_in_the_order_of_time_then_of_number():
    members = [member("c", number=9), member("b", number=3), member("a", "20260101120000")]
    assert [one.uid for one in in_order(members)] == ["a", "b", "c"]


def test_of_two_reconstructions_the_soft_and_usual_one():
    at = "20260101120035"
    assert chosen(
        member("lung", at, "arterial", kernel="B70f"),
        member("thin", "20260101120036", "arterial thin", mm=1.0),
        member("soft", at, "arterial", mm=3.0),
    ) == ["soft"]


def test_one_for_each_scan():
    assert chosen(
        member("late", "20260101120300"),
        member("early", "20260101120035"),
        member("plain", "20260101115800"),
    ) == ["plain", "early", "late"]


def test_of_more_than_four_those_that_name_a_phase():
    times = [f"202601011{k}0000" for k in range(6)]
    names = ["", "unenhanced", "arterial", "", "portal", "delayed"]
    many = [member(str(k), at, name) for k, (at, name) in enumerate(zip(times, names, strict=True))]
    assert chosen(*many) == ["1", "2", "4", "5"]
    assert chosen(*many[:5]) == ["0", "1", "2", "4"]
