import asyncio

from core.cluster.scaling import adaptive_to


def test_the_number_of_workers_follows_what_is_wanted_within_bounds():
    wanted = [3]
    policy = adaptive_to(lambda: wanted[0])(cluster=None, interval=None, minimum=1, maximum=8)
    assert asyncio.run(policy.safe_target()) == 3
    wanted[0] = 10_000_000
    assert asyncio.run(policy.safe_target()) == 8
    wanted[0] = 0
    assert asyncio.run(policy.safe_target()) == 1
