"""What people come for, from the first click to what is still there after a reload."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DEMO, Visit
from tests.browser.visitor import register
from tests.support.servers import ProductServer

pytestmark = pytest.mark.browser


def test_a_newcomer_registers_and_makes_the_first_records(visitor: Visit) -> None:
    newcomer = visitor()
    page = newcomer.page
    newcomer.go("/register")
    page.get_by_label("Your name").fill("Nora Fresh")
    page.get_by_label("Organization").fill("Fresh Starts")
    page.get_by_label("Email").fill("nora@fresh.example")
    page.get_by_role("textbox", name="Password").fill("seven blue lanterns")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(page.get_by_text("First steps")).to_be_visible()

    page.get_by_role("link", name="Create a client").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Name").fill("Harbor Lights & Co")
    expect(drawer.get_by_label("Code")).to_have_value("harbor-lights-co")
    drawer.get_by_role("button", name="Create client").click()
    expect(page.get_by_role("row", name="Harbor Lights & Co")).to_be_visible()

    page.get_by_role("link", name="Projects", exact=True).click()
    page.get_by_role("button", name="New project").first.click()
    drawer.get_by_label("Name").fill("Lamp renewal")
    drawer.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("row", name="Lamp renewal")).to_be_visible()

    page.reload()
    row = page.get_by_role("row", name="Lamp renewal")
    expect(row).to_contain_text("Harbor Lights & Co")
    newcomer.go("/")
    expect(page.get_by_role("link", name="Projects 1")).to_be_visible()


def test_the_demo_owner_signs_in_and_sees_everybody(visitor: Visit) -> None:
    owner = visitor()
    owner.go("/login")
    owner.sign_in(DEMO)
    expect(owner.page.get_by_role("heading", name="Overview")).to_be_visible()
    owner.page.get_by_role("navigation", name="Main").get_by_role("link", name="Members").click()
    expect(owner.page).to_have_title("Members · Fivefold")
    expect(owner.page.get_by_role("row")).to_have_count(19)
    owner.page.get_by_label("Search by name or email").fill("carvalho")
    expect(owner.page.get_by_role("row")).to_have_count(2)
    assert owner.path() == "/members?q=carvalho"
    owner.page.reload()
    expect(owner.page.get_by_label("Search by name or email")).to_have_value("carvalho")
    expect(owner.page.get_by_role("row")).to_have_count(2)


def test_a_wrong_password_is_said_and_leads_nowhere(visitor: Visit) -> None:
    stranger = visitor()
    stranger.troubles.expected.add(401)
    stranger.go("/login")
    stranger.page.get_by_label("Email").fill(DEMO.email)
    stranger.page.get_by_role("textbox", name="Password").fill("not the password")
    stranger.page.get_by_role("button", name="Sign in").click()
    expect(stranger.page.get_by_role("alert")).to_be_visible()
    assert stranger.path() == "/login"


def test_an_invitation_is_accepted_in_another_browser(visitor: Visit, server: ProductServer) -> None:
    host = visitor(account=register(server.url, "Ivo Host", "Ivo's Inn"))
    host.go("/invitations?invite=true")
    drawer = host.page.get_by_role("dialog")
    drawer.get_by_label("Email").fill("guest@browser.example")
    drawer.get_by_role("button", name="Create invitation").click()
    link = host.page.get_by_test_id("secret").inner_text()
    host.page.get_by_role("button", name="I have it, close").click()
    expect(host.page.get_by_role("row", name="guest@browser.example")).to_contain_text("Pending")

    guest = visitor()
    guest.go(urlsplit(link).path)
    expect(guest.page.get_by_role("heading", name="Join Ivo's Inn")).to_be_visible()
    guest.page.get_by_label("Your name").fill("Gwen Guest")
    guest.page.get_by_role("textbox", name="Choose a password").fill("nine green kettles")
    guest.page.get_by_role("button", name="Join Ivo's Inn").click()
    expect(guest.page.get_by_text("This is Ivo's Inn now")).to_be_visible()
    expect(guest.page.get_by_role("link", name="API keys")).to_have_count(0)

    host.go("/members")
    expect(host.page.get_by_role("row", name="Gwen Guest")).to_contain_text("Member")


def test_an_api_key_is_shown_once_and_works(visitor: Visit, server: ProductServer) -> None:
    maker = visitor(account=register(server.url, "Kai Keys", "Keys & Locks"))
    maker.go("/api-keys")
    maker.page.get_by_role("button", name="New API key").first.click()
    drawer = maker.page.get_by_role("dialog")
    drawer.get_by_label("Name").fill("Web shop")
    drawer.get_by_label("Clients: Write").check()
    expect(drawer.get_by_label("Clients: Read")).to_be_checked()
    drawer.get_by_role("button", name="Create key").click()
    secret = maker.page.get_by_test_id("secret").inner_text()
    answer = httpx.get(f"{server.url}/api/v1/auth/clients", headers={"X-API-Key": secret}, timeout=30)
    assert answer.status_code == 200
    maker.page.get_by_role("button", name="I have it, close").click()
    expect(maker.page.get_by_role("row", name="Web shop")).to_contain_text("Active")
    maker.page.reload()
    expect(maker.page.get_by_role("row", name="Web shop")).to_be_visible()
    assert secret not in maker.page.content()


def test_a_deep_link_leads_back_after_the_sign_in(visitor: Visit) -> None:
    owner = visitor()
    owner.go("/projects?q=renewals&sort=-created_at")
    expect(owner.page.get_by_role("heading", name="Sign in")).to_be_visible()
    owner.sign_in(DEMO)
    expect(owner.page.get_by_role("heading", name="Projects")).to_be_visible()
    assert owner.path() == "/projects?q=renewals&sort=-created_at"
    expect(owner.page.get_by_role("row", name="renewals")).to_have_count(1)


def test_an_impatient_double_click_makes_one_record(visitor: Visit, server: ProductServer) -> None:
    hasty = visitor(account=register(server.url, "Hal Hasty", "Haste"))
    hasty.go("/clients?create=true")
    drawer = hasty.page.get_by_role("dialog")
    drawer.get_by_label("Name").fill("Only once")
    drawer.get_by_role("button", name="Create client").dblclick()
    expect(hasty.page.get_by_role("row", name="Only once")).to_have_count(1)
    hasty.page.reload()
    expect(hasty.page.get_by_role("row")).to_have_count(2)


def test_two_people_editing_one_client_do_not_overwrite_each_other(visitor: Visit, server: ProductServer) -> None:
    first = visitor(account=register(server.url, "Ed Itor", "Editors"))
    first.troubles.expected.add(412)
    first.go("/clients?create=true")
    drawer = first.page.get_by_role("dialog")
    drawer.get_by_label("Name").fill("Shared")
    drawer.get_by_role("button", name="Create client").click()
    first.page.get_by_role("button", name="Shared", exact=True).click()
    second = first.another_page()
    second.goto(f"{first.url}/clients")
    _describe(second, "by the second")
    expect(second.get_by_role("row", name="by the second")).to_be_visible()

    drawer.get_by_label("Description").fill("by the first")
    drawer.get_by_role("button", name="Save client").click()
    first.page.get_by_role("button", name="Load the newest version").click()
    expect(drawer.get_by_label("Description")).to_have_value("by the second")
    drawer.get_by_label("Description").fill("by both")
    drawer.get_by_role("button", name="Save client").click()
    expect(first.page.get_by_role("row", name="by both")).to_be_visible()


def _describe(page: Page, description: str) -> None:
    page.get_by_role("button", name="Shared", exact=True).click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Description").fill(description)
    drawer.get_by_role("button", name="Save client").click()


def test_a_taken_code_is_said_at_its_field(visitor: Visit, server: ProductServer) -> None:
    maker = visitor(account=register(server.url, "Dora Double", "Doubles"))
    maker.troubles.expected.add(409)
    maker.go("/clients?create=true")
    drawer = maker.page.get_by_role("dialog")
    drawer.get_by_label("Name").fill("Twin")
    drawer.get_by_role("button", name="Create client").click()
    expect(maker.page.get_by_role("row", name="Twin")).to_be_visible()
    maker.page.get_by_role("button", name="New client").click()
    drawer.get_by_label("Name").fill("Twin")
    drawer.get_by_role("button", name="Create client").click()
    expect(drawer.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    maker.page.keyboard.press("Escape")
    expect(drawer.get_by_text("Leave without saving?")).to_be_visible()
    drawer.get_by_role("button", name="Discard").click()
    expect(drawer).to_have_count(0)
    expect(maker.page.get_by_role("row", name="Twin")).to_have_count(1)
