"""The trials at a size without a server: what is sent, and what is made of the readings."""

from tools.load.client import _Body
from tools.server_memory.closing import Closed
from tools.server_memory.large_series import n_slices
from tools.server_memory.uploads import AtOnce, limited


def test_a_slice_of_512_x_512_is_half_a_megabyte():
    assert n_slices(100) == 191
    assert n_slices(0.1) == 3


def test_the_growth_is_that_of_the_last_against_the_first():
    found = Closed("cross", 3, 50.0, readings_mb=[1000.0, 1300.0, 1050.0])
    assert found.as_data()["growth"] == 0.05


def test_uploads_that_were_refused_are_not_among_those_that_opened():
    found = AtOnce(3, 500.0, "3 GB", outcomes=["opened", "There is no memory.", "opened"])
    assert found.as_data()["opened"] == 2
    assert (limited("3 GB"), limited("")) == ({"LIVERLENS_MEMORY": "3 GB"}, {})


def test_a_body_in_pieces_is_as_long_as_it_says():
    data = bytes(range(256)) * 10_000
    body = _Body("a.zip", data)
    sent = b"".join(body)
    assert len(sent) == len(body)
    assert sent.endswith(data)
    length = int.from_bytes(sent[:4], "big")
    assert sent[4 : 4 + length] == b'[["a.zip", 2560000]]'
    assert len(sent) == 4 + length + len(data)
