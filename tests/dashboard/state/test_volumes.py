"""What is published arrives bit for bit, only behind its token, and goes with its session."""

from __future__ import annotations

import nibabel as nib
import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.security.browser import COOKIE, owner_of
from dashboard.state import volumes
from dashboard.state.volumes import VolumeStore, encode, routes, slice_affine

#: (column, row, slice) -> RAS mm: columns of 0.7 mm to the left, rows of 0.8 mm to posterior.
AFFINE = np.array(
    [[-0.7, 0, 0, 120.5], [0, -0.8, 0, 96.25], [0, 0, 2.5, -300.0], [0, 0, 0, 1]], dtype=float
)
HU = np.arange(2 * 3 * 4, dtype=np.int16).reshape(2, 3, 4) - 10


MINE, OTHER = {COOKIE: "m" * 43}, {COOKIE: "o" * 43}
OWNER = owner_of(MINE)


@pytest.fixture
def store() -> VolumeStore:
    return VolumeStore()


def client_of(store: VolumeStore, cookies: dict[str, str]) -> TestClient:
    return TestClient(Starlette(routes=routes(store)), cookies=cookies)


@pytest.fixture
def client(store) -> TestClient:
    return client_of(store, MINE)


def test_body_is_a_nifti_file_with_the_same_voxels_and_affine(store, client):
    token = store.publish("a", HU, AFFINE, "ct", OWNER)
    answer = client.get(f"/volumes/{token}.nii")
    assert answer.status_code == 200
    assert len(answer.content) == 352 + HU.nbytes == int(answer.headers["Content-Length"])
    image = nib.Nifti1Image.from_bytes(answer.content)
    # nibabel's axes are (column, row, slice).
    np.testing.assert_array_equal(np.asarray(image.dataobj).transpose(2, 1, 0), HU)
    np.testing.assert_allclose(image.affine, AFFINE)
    assert image.get_data_dtype() == np.int16


@pytest.mark.parametrize("first", [0, 1, 2, 5])
def test_the_slice_asked_for_comes_first_and_the_others_follow_round(store, client, first):
    three = np.arange(3 * 3 * 4, dtype=np.int16).reshape(3, 3, 4)
    token = store.publish("a", three, AFFINE, "ct", OWNER)
    answer = client.get(f"/volumes/{token}.nii?from={first}")
    assert answer.content[:352] == store.get(token).header
    came = np.frombuffer(answer.content[352:], "<i2").reshape(three.shape)
    np.testing.assert_array_equal(came, np.roll(three, -first, axis=0))
    assert client.get(f"/volumes/{token}.nii?from=-1").status_code == 400


def test_answers_are_kept_nowhere_and_sent_as_they_are(store, client):
    token = store.publish("a", np.zeros((4, 64, 64), np.int16), AFFINE, "ct", OWNER)
    answer = client.get(f"/volumes/{token}.nii")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Content-Encoding" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_unknown_or_released_token_is_not_found(store, client):
    token = store.publish("a", HU, AFFINE, "ct", OWNER)
    store.release(token)
    store.release(token)
    for name in (f"{token}.nii", "nothing.nii", "..%2f..%2fetc"):
        assert client.get(f"/volumes/{name}").status_code == 404


def test_the_address_of_a_volume_opens_it_in_its_own_browser_only(store):
    token = store.publish("a", HU, AFFINE, "ct", OWNER)
    assert client_of(store, MINE).get(f"/volumes/{token}.nii").status_code == 200
    for cookies in ({}, OTHER, {COOKIE: ""}, {COOKIE: "m" * 42}):
        answer = client_of(store, cookies).get(f"/volumes/{token}.nii")
        assert answer.status_code == 404
        # The very answer that an unknown token gets.
        assert answer.text == client_of(store, cookies).get("/volumes/nothing.nii").text


def test_what_no_browser_owns_is_sent_to_none(store):
    token = store.publish("a", HU, AFFINE, "ct")
    for cookies in ({}, MINE):
        assert client_of(store, cookies).get(f"/volumes/{token}.nii").status_code == 404


def test_another_owner_of_the_same_session_gets_another_token(store):
    first = store.publish("a", HU, AFFINE, "ct", OWNER)
    assert store.publish("a", HU, AFFINE, "ct", owner_of(OTHER)) != first


def test_tokens_are_long_and_differ(store):
    tokens = {store.publish("a", HU.copy(), AFFINE, "ct") for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) == 43 for token in tokens)  # 32 random bytes in base64


def test_int16_is_not_copied(store):
    held = store.get(store.publish("a", HU, AFFINE, "ct"))
    assert np.shares_memory(held.data, HU)


@pytest.mark.parametrize(
    ("kind", "given", "sent"),
    [
        ("ct", np.float32([-1000.4, 0.6, 40000.0]), np.int16([-1000, 1, 32767])),
        ("labels", np.int32([0, 3, 7]), np.uint8([0, 3, 7])),
        ("heatmap", np.float32([-0.5, 0.5, 2.0]), np.uint8([0, 128, 255])),
        ("heatmap", np.uint8([0, 7, 255]), np.uint8([0, 7, 255])),
    ],
)
def test_other_types_are_converted_as_documented(kind, given, sent):
    data, _ = encode(given.reshape(1, 1, 3), AFFINE, kind)
    assert data.dtype == sent.dtype
    np.testing.assert_array_equal(data.ravel(), sent)


def test_a_turned_view_of_a_volume_arrives_in_its_own_order(store, client):
    turned = HU[::-1, :, ::-1]
    token = store.publish("a", turned, AFFINE, "ct", OWNER)
    body = client.get(f"/volumes/{token}.nii").content[352:]
    np.testing.assert_array_equal(np.frombuffer(body, "<i2").reshape(HU.shape), turned)


def test_a_volume_has_three_axes():
    with pytest.raises(ValueError, match="3 axes, not 2"):
        encode(HU[0], AFFINE, "ct")


def test_the_same_array_keeps_its_token_and_another_session_gets_its_own(store):
    token = store.publish("a", HU, AFFINE, "ct")
    assert store.publish("a", HU, AFFINE, "ct") == token
    assert store.publish("b", HU, AFFINE, "ct") != token
    assert store.publish("a", HU, slice_affine(AFFINE, 1), "ct") != token
    assert store.publish("a", HU.copy(), AFFINE, "ct") != token


def test_a_session_holds_a_bounded_number(store):
    store = VolumeStore(max_per_session=3)
    other = store.publish("b", HU, AFFINE, "ct")
    tokens = [store.publish("a", HU.copy(), AFFINE, "ct") for _ in range(3)]
    store.get(tokens[0])  # asked for again, so the second is now the oldest
    tokens.append(store.publish("a", HU.copy(), AFFINE, "ct"))
    assert [store.get(token) is not None for token in tokens] == [True, False, True, True]
    assert store.get(other) is not None


def test_a_sessions_volumes_go_with_it(store):
    gone, here = (store.publish(name, HU, AFFINE, "ct") for name in ("gone", "here"))
    assert (store.nbytes("gone"), store.nbytes()) == (352 + 48, 2 * (352 + 48))
    store.drop("gone")
    assert store.get(gone) is None
    assert store.get(here) is not None
    assert (store.nbytes("gone"), store.nbytes()) == (0, 352 + 48)


def test_a_token_that_nobody_uses_expires():
    now = [0.0]
    store = VolumeStore(token_seconds=100, clock=lambda: now[0])
    token = store.publish("a", HU, AFFINE, "ct")
    now[0] = 99.0
    assert store.get(token) is not None  # asked for, so its time begins again
    now[0] = 198.0
    assert store.publish("a", HU, AFFINE, "ct") == token  # published again
    now[0] = 298.0
    assert store.get(token) is None
    assert store.publish("a", HU, AFFINE, "ct") != token


def test_slice_affine_moves_the_origin_to_that_slice():
    # Slice 4 of 2.5 mm above -300 mm.
    np.testing.assert_allclose(slice_affine(AFFINE, 4) @ [0, 0, 0, 1], [120.5, 96.25, -290, 1])


def test_a_tilted_gantry_keeps_its_sheared_axis():
    tilted = AFFINE.copy()
    tilted[1, 2] = 0.9
    _, header = encode(HU, tilted, "ct")
    rows = np.frombuffer(header[280:328], "<f4").reshape(3, 4)
    np.testing.assert_allclose(rows, tilted[:3], rtol=1e-6)


def test_publish_and_release_by_path(monkeypatch):
    monkeypatch.setattr(volumes.arrival, "of_this_run", lambda: ("a", OWNER))
    path = volumes.publish(HU.copy(), AFFINE, kind="ct")
    assert path.startswith("/volumes/")
    assert path.endswith(".nii")
    client = TestClient(Starlette(routes=routes()), cookies=MINE)
    assert client.get(path).status_code == 200
    volumes.release(path)
    assert client.get(path).status_code == 404


def test_outside_of_a_session_nothing_is_published_for_anyone():
    path = volumes.publish(HU.copy(), AFFINE, kind="ct")
    client = TestClient(Starlette(routes=routes()), cookies=MINE)
    assert client.get(path).status_code == 404
    volumes.release(path)
