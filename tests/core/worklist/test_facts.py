import threading

from core.worklist import Store
from core.worklist.facts import fact


def test_a_fact_keeps_the_value_that_it_was_given_first(store):
    with store._database.writing() as connection:
        assert fact(connection, "colour", "red") == "red"
        assert fact(connection, "colour", "blue") == "red"


def test_of_several_who_set_it_at_once_one_wins(store):
    found = []

    def propose(value: str) -> None:
        with store._database.writing() as connection:
            found.append(fact(connection, "colour", value))

    threads = [threading.Thread(target=propose, args=(f"c{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def test_two_connections_know_that_they_use_one_store(store, address, tmp_path):
    assert len(store.identity) == 16
    other = Store.open(address)
    assert other.identity == store.identity
    other.close()
    assert Store.open(tmp_path / "another.sqlite3").identity != store.identity
