"""Signing in with a real OpenID Connect provider, as it happens in a browser."""

from __future__ import annotations

import re
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import click  # noqa: E402
from tests.browser.oidc_provider import Provider  # noqa: E402
from tests.browser.test_pacs import ACCESSION, answer  # noqa: E402
from tests.core.pacs.made_files import fake_server  # noqa: E402

_PROVIDER = Provider()
#: What the server needs until the last test has ended.
_WITH = ExitStack()


def environment(port: int) -> dict[str, str]:
    archive = _WITH.enter_context(fake_server(answer))
    sites = Path(_WITH.enter_context(tempfile.TemporaryDirectory())) / "pacs.toml"
    sites.write_text(
        f'[site.main]\nprotocol = "dicomweb"\nurl = "{archive.url}"\nmay_link = true\n'
    )
    return {
        "LIVERLENS_PACS": str(sites),
        "LIVERLENS_OIDC_URL": _PROVIDER.url,
        "LIVERLENS_OIDC_CLIENT": "liverlens",
        "LIVERLENS_OIDC_SECRET": "of the test",
        "LIVERLENS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LIVERLENS_USERS": "@example.org",
        "LIVERLENS_ADMINS": "ada@example.org",
    }


@pytest.fixture(scope="module", autouse=True)
def provider():
    yield _PROVIDER
    _PROVIDER.close()
    _WITH.close()


def sign_in(page, server, email: str) -> None:
    _PROVIDER.email = email
    page.goto(server.url)
    click(page.get_by_role("button", name="Sign in"))


def test_nothing_is_shown_before_and_the_administration_sees_the_trail_after(page, server):
    expect = sync_api.expect
    page.goto(server.url)
    expect(page.get_by_text("Sign in to LiverLens")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)
    assert page.context.request.get(f"{server.url}/volumes/any.nii").status == 401

    sign_in(page, server, "ada@example.org")
    expect(page.get_by_text("Open a CT of the liver")).to_be_visible()
    assert page.context.request.get(f"{server.url}/volumes/any.nii").status == 404
    click(page.get_by_role("button", name="Malignant", exact=True).first)
    page.wait_for_selector(".stage[data-state=ready]")
    click(page.get_by_role("button", name="Audit trail"))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("signed in", exact=True)).to_be_visible()
    expect(dialog.get_by_text("opened", exact=True)).to_be_visible()
    expect(dialog.get_by_text(re.compile("^user-[0-9a-f]{16}$")).first).to_be_visible()
    dialog.get_by_role("button", name="Close").click()

    # The page is redrawn before the browser has asked for its cookie to be taken back.
    with page.expect_response(lambda answer: "/auth/logout" in answer.url):
        click(page.get_by_role("button", name="Sign out"))
    expect(page.get_by_text("Sign in to LiverLens")).to_be_visible()
    assert page.context.request.get(f"{server.url}/volumes/any.nii").status == 401
    assert "example.org" not in server.log()


def test_whom_the_list_leaves_out_is_turned_away(page, server):
    sign_in(page, server, "eve@elsewhere.org")
    sync_api.expect(page.get_by_text("may not use this server")).to_be_visible()
    assert page.context.request.get(f"{server.url}/volumes/any.nii").status == 401


def test_a_link_to_a_study_survives_the_sign_in(page, server):
    _PROVIDER.email = "ada@example.org"
    page.goto(f"{server.url}/?accession={ACCESSION}")
    button = page.get_by_role("button", name="Sign in")
    button.wait_for()
    # It leaves the address bar while nobody has signed in yet.
    page.wait_for_url(lambda url: ACCESSION not in url)
    click(button)
    run = page.get_by_role("button", name="Run analysis")
    sync_api.expect(run).to_be_visible()
    assert ACCESSION not in page.url
    assert ACCESSION not in server.log()
