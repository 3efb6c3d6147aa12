import pytest

from core.pacs import FoundSeries, choose_series, judge


def series(description: str, **values: object) -> FoundSeries:
    told = {"modality": "CT", "n_instances": 80, "body_part": "ABDOMEN"} | values
    return FoundSeries("1.2", "1.2.1", description=description, **told)


def test_the_portal_venous_soft_kernel_wins():
    study = [
        series("Topogram", n_instances=2),
        series("Abdomen nativ 5.0 B30f"),
        series("Abdomen arteriell 1.0 B30f", kernel="B30f", thickness_mm=1.0),
        series("Abdomen portalvenös 3.0 B30f", kernel="B30f", thickness_mm=3.0),
        series("Abdomen portalvenös 1.0 B70f", kernel="B70f", thickness_mm=1.0),
        series("Abdomen portalvenös cor", kernel="B30f", thickness_mm=3.0),
        series("Lung venous", body_part="CHEST", kernel="LUNG"),
        series("Dose report", modality="SR"),
    ]
    chosen = choose_series(study)
    assert chosen[0].series is study[3]
    # 4 for the phase, 2 for the abdomen, 1 for the kernel, 1 for the thickness.
    assert chosen[0].points == 8
    assert chosen[0].why == (
        "portal-venous by its description, abdomen, soft kernel B30f, 3 mm slices"
    )
    assert [one.is_suited for one in chosen] == [True] * 5 + [False] * 3


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (series("Liver", modality="MR"), "MR, not CT"),
        (series("Liver", n_instances=3), "only 3 images"),
        (series("Scout"), "no stack of slices by its description"),
        (series("Liver", image_type="A/B/LOCALIZER"), "no stack of slices by its description"),
        (series("Liver venous MPR cor"), "reformatted in another plane"),
        (series("Liver 20 mm"), "20 mm slices are too thick"),
    ],
)  # fmt: skip
def test_what_does_not_suit_says_why(one, reason):
    choice = judge(one)
    assert not choice.is_suited
    assert choice.reasons == (reason,)


def test_a_model_of_mr_is_offered_mr_in_any_plane():
    assert not judge(series("Liver"), "MR").is_suited
    coronal = judge(series("Liver arterial cor 4.0", modality="MR", thickness_mm=4.0), "MR")
    assert (coronal.points, coronal.reasons) == (3, ("abdomen", "4 mm slices"))
    bare = FoundSeries("1.2", "1.2.1", modality="MR")
    assert judge(bare, "MR").reasons == ("MR, nothing else is stated",)


def test_what_the_archive_does_not_tell_is_not_counted():
    bare = FoundSeries("1.2", "1.2.1", modality="CT")
    assert judge(bare).points == 0
    assert judge(bare).reasons == ("phase not told",)


@pytest.mark.parametrize("kernel", ["B30f", "Br40d", "I31f", "STANDARD", "SOFT", "FC08"])
def test_soft_kernels(kernel):
    assert judge(series("x", kernel=kernel)).points == 3


@pytest.mark.parametrize("kernel", ["B70f", "Bl57d", "I50f", "BONE", "LUNG", "EDGE"])
def test_sharp_kernels(kernel):
    assert judge(series("x", kernel=kernel)).points == -1


def test_among_equals_the_longer_comes_first():
    short, long_ = series("venous a", n_instances=50), series("venous b", n_instances=90)
    assert choose_series([short, long_])[0].series is long_
