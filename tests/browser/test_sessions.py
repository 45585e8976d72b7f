"""Signing in and out with several tabs, and the refresh token that they share."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DEMO, Visit
from tests.browser.visitor import register
from tests.support.servers import ProductServer

pytestmark = pytest.mark.browser

# As if ten minutes had passed: the access token is at its end, the refresh token is not.
LET_ACCESS_EXPIRE = "localStorage.setItem('fivefold.access', JSON.stringify({value: 'expired', expiresAt: 0}))"
GO_TO_PROJECTS = "setTimeout(() => document.querySelector('nav a[href=\"/projects\"]').click())"


def test_many_tabs_refresh_at_once_and_all_stay_signed_in(visitor: Visit) -> None:
    owner = visitor(account=DEMO)
    owner.go("/members")
    tabs: list[Page] = [owner.page, *(owner.another_page() for _ in range(3))]
    for tab in tabs[1:]:
        tab.goto(f"{owner.url}/members")
    for tab in tabs:
        expect(tab.get_by_role("row")).to_have_count(19)
    owner.page.evaluate(LET_ACCESS_EXPIRE)
    for tab in tabs:
        tab.evaluate(GO_TO_PROJECTS)
    for tab in tabs:
        expect(tab.get_by_role("heading", name="Projects")).to_be_visible()
        expect(tab.get_by_role("row", name="Berth renewals")).to_be_visible()


def test_reloading_again_and_again_does_not_end_the_session(visitor: Visit) -> None:
    owner = visitor(account=DEMO)
    owner.go("/members")
    for _ in range(5):
        owner.page.goto(f"{owner.url}/members", wait_until="commit")
    expect(owner.page.get_by_role("row")).to_have_count(19)


def test_signing_out_reaches_the_other_tabs(visitor: Visit, server: ProductServer) -> None:
    person = visitor(account=register(server.url, "Lea Leaves", "Leavers"))
    person.go("/")
    other = person.another_page()
    other.goto(f"{person.url}/members")
    expect(other.get_by_role("heading", name="Members")).to_be_visible()
    person.page.get_by_role("button", name="Account of Lea Leaves").click()
    person.page.get_by_role("menuitem", name="Sign out").click()
    expect(person.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


def test_two_tabs_work_for_two_organizations(visitor: Visit) -> None:
    owner = visitor(account=DEMO)
    owner.go("/")
    other = owner.another_page()
    other.goto(owner.url)
    other.get_by_role("button", name="Organization: Harbor & Pine Trading").click()
    other.get_by_role("menuitem", name="Lighthouse Studio").click()
    expect(other.get_by_text("This is Lighthouse Studio now")).to_be_visible()
    owner.page.reload()
    expect(owner.page.get_by_text("This is Harbor & Pine Trading now")).to_be_visible()
    other.reload()
    expect(other.get_by_text("This is Lighthouse Studio now")).to_be_visible()


def test_work_is_attributed_to_a_project_and_survives_its_end(visitor: Visit, server: ProductServer) -> None:
    person = visitor(account=register(server.url, "Pia Picker", "Pickers"))
    # Its tab still works for the client when that is gone: the first answer is a 404, the second is without it.
    person.troubles.expected.add(404)
    person.go("/clients?create=true")
    drawer = person.page.get_by_role("dialog")
    drawer.get_by_label("Name").fill("Brief client")
    drawer.get_by_role("button", name="Create client").click()
    expect(person.page.get_by_role("row", name="Brief client")).to_be_visible()
    person.page.get_by_role("button", name="Working for: Whole organization").click()
    person.page.get_by_role("menuitem", name="Brief client").click()
    expect(person.page.get_by_role("button", name="Working for: Brief client")).to_be_visible()

    person.page.get_by_role("button", name="Actions for Brief client").click()
    person.page.get_by_role("menuitem", name="Delete").click()
    drawer.get_by_label("Type brief-client to confirm").fill("brief-client")
    drawer.get_by_role("button", name="Delete client").click()
    expect(person.page.get_by_role("button", name="Working for: Whole organization")).to_be_visible()
    expect(person.page.get_by_text("No clients yet")).to_be_visible()
