from core.attribution.counting import Count


def test_parts_add_up_to_one_count():
    seen = []
    count = Count(lambda done, total: seen.append((done, total)), 4)
    count.add(6)
    first = count.part()
    first(2, 4)
    first(4, 4)
    second = count.part()
    second(0, 6)
    second(5, 6)
    count.end()
    assert seen == [(0, 4), (0, 10), (2, 10), (4, 10), (4, 10), (9, 10), (10, 10)]


def test_it_never_passes_the_total_nor_goes_back():
    seen = []
    part = Count(lambda done, total: seen.append((done, total)), 3).part()
    part(7, 7)
    part(1, 7)
    assert seen == [(0, 3), (3, 3), (3, 3)]


def test_nobody_need_listen():
    count = Count(None, 3)
    count.part()(1, 3)
    count.end()
