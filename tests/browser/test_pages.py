"""What holds on every page: no error, no jump, no overflow, names for everything, contrast, a title."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DEMO, Visit
from tests.browser.visitor import DESKTOP, PHONE, TABLET, Account, register
from tests.support.servers import ProductServer

pytestmark = pytest.mark.browser

OUTSIDE = {"/login": "Sign in", "/register": "Create an account", "/no/such/page": "There is no such page"}
INSIDE = {
    "/": "Overview",
    "/members": "Members",
    "/invitations": "Invitations",
    "/roles": "Roles",
    "/roles/new": "New role",
    "/clients": "Clients",
    "/projects": "Projects",
    "/api-keys": "API keys",
    "/audit": "Audit log",
    "/settings": "Organization",
    "/sessions": "Sessions",
    "/profile": "Profile",
    "/operations": "Operations",
}
LAYOUT_SHIFT_MAX = 0.1
MEASURE_SHIFTS = """
    window.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.layoutShift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""
FINDINGS = Path(__file__).with_name("findings.js").read_text()


def _look(page: Page, heading: str) -> None:
    """All that must hold for the page on the screen."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.get_by_role("main")).to_have_count(1)
    assert page.title().endswith(" · Fivefold")
    assert page.evaluate(FINDINGS) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate("window.layoutShift") < LAYOUT_SHIFT_MAX


@pytest.mark.parametrize(
    ("size", "color_scheme"),
    [(DESKTOP, "light"), (TABLET, "light"), (PHONE, "dark")],
    ids=["desktop", "tablet", "phone"],
)
def test_every_page_of_the_demo(visitor: Visit, size: tuple[int, int], color_scheme: str) -> None:
    owner = visitor(size=size, color_scheme=color_scheme, account=DEMO)
    owner.page.add_init_script(MEASURE_SHIFTS)
    for path, heading in INSIDE.items():
        owner.go(path)
        _look(owner.page, heading)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_outside(visitor: Visit, size: tuple[int, int]) -> None:
    stranger = visitor(size=size)
    stranger.page.add_init_script(MEASURE_SHIFTS)
    for path, heading in OUTSIDE.items():
        stranger.go(path)
        _look(stranger.page, heading)


def test_every_page_of_an_organization_that_has_just_begun(visitor: Visit, server: ProductServer) -> None:
    owner = visitor(size=PHONE, account=register(server.url, "Emma Empty", "Blank Page"))
    owner.page.add_init_script(MEASURE_SHIFTS)
    for path, heading in INSIDE.items():
        owner.go(path)
        _look(owner.page, heading)


def test_dialogs_have_names_for_everything(visitor: Visit) -> None:
    owner = visitor(account=DEMO)
    for path in ("/clients?create=true", "/projects?create=true", "/invitations?invite=true"):
        owner.go(path)
        expect(owner.page.get_by_role("dialog")).to_be_visible()
        assert owner.page.evaluate(FINDINGS) == []


def test_a_broken_invitation_says_what_to_do(visitor: Visit) -> None:
    stranger = visitor()
    stranger.troubles.expected.update({404, 410, 409, 422})
    stranger.go("/invitations/not-a-token")
    expect(stranger.page.get_by_role("heading", name="This invitation cannot be used")).to_be_visible()
    expect(stranger.page.get_by_role("link", name="Go to the sign-in")).to_be_visible()


def test_a_viewer_gets_a_menu_that_fits_and_a_kind_no(visitor: Visit, server: ProductServer) -> None:
    viewer = visitor(account=_viewer(visitor, server))
    viewer.go("/")
    menu = viewer.page.get_by_role("navigation", name="Main").get_by_role("link")
    expect(menu).to_have_text(["Overview", "Clients", "Projects", "Members", "Roles", "Organization"])
    viewer.go("/audit")
    expect(viewer.page.get_by_text("Your role does not include this page")).to_be_visible()
    viewer.go("/clients")
    expect(viewer.page.get_by_role("button", name="New client")).to_have_count(0)


def _viewer(visitor: Visit, server: ProductServer) -> Account:
    """Somebody who may only look, invited and accepted through the pages."""
    owner = visitor(account=register(server.url, "Olga Owner", "Viewed"))
    owner.go("/invitations?invite=true")
    drawer = owner.page.get_by_role("dialog")
    drawer.get_by_label("Email").fill("vera.viewer@browser.example")
    drawer.get_by_role("combobox", name="Role").click()
    owner.page.get_by_role("option", name="Viewer").click()
    drawer.get_by_role("button", name="Create invitation").click()
    token = owner.page.get_by_test_id("secret").inner_text().rsplit("/", 1)[1]
    guest = visitor()
    guest.go(f"/invitations/{token}")
    guest.page.get_by_label("Your name").fill("Vera Viewer")
    guest.page.get_by_role("textbox", name="Choose a password").fill("seven blue lanterns")
    guest.page.get_by_role("button", name="Join Viewed").click()
    expect(guest.page.get_by_role("heading", name="Overview")).to_be_visible()
    return Account("vera.viewer@browser.example", "seven blue lanterns")


def test_a_server_that_goes_away_is_said_and_come_back_to(visitor: Visit) -> None:
    owner = visitor(account=DEMO)
    owner.go("/")
    owner.troubles.expected.add(503)
    problem = '{"title":"Away","code":"unavailable","status":503,"detail":"Soon back.","request_id":"req-away"}'
    owner.context.route(
        "**/api/v1/auth/clients?*",
        lambda route: route.fulfill(status=503, content_type="application/problem+json", body=problem),
    )
    owner.page.get_by_role("navigation", name="Main").get_by_role("link", name="Clients").click()
    expect(owner.page.get_by_role("alert")).to_contain_text("req-away")
    owner.context.unroute("**/api/v1/auth/clients?*")
    owner.page.get_by_role("button", name="Try again").click()
    expect(owner.page.get_by_role("row", name="Corner Cycles")).to_be_visible()
