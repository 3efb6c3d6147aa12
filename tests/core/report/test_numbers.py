from core.report.numbers import Box, place_numbers

SIZE = (10.0, 8.0)


def placed(*boxes: Box, room=(100.0, 100.0)):
    lesions = dict(enumerate(boxes, start=1))
    return place_numbers(lesions, dict.fromkeys(lesions, SIZE), room, gap=1.0)


def test_a_number_stands_to_the_upper_right():
    assert placed(Box(40, 40, 50, 50)) == {1: Box(51, 31, 61, 39)}


def test_in_a_corner_it_stays_on_the_picture():
    (box,) = placed(Box(90, 0, 100, 10)).values()
    assert min(box.left, box.top) >= 0
    assert max(box.right, box.bottom) <= 100


def test_numbers_of_neighbours_do_not_cover_each_other_or_the_lesions():
    lesions = (Box(40, 40, 50, 50), Box(51, 31, 61, 39), Box(42, 52, 50, 60))
    boxes = list(placed(*lesions).values())
    assert not any(a.meets(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert not any(box.meets(lesion) for box in boxes for lesion in lesions)


def test_without_room_each_still_has_a_number():
    crowd = [Box(0, 0, 12, 12)] * 20
    assert len(placed(*crowd, room=(12.0, 12.0))) == 20
