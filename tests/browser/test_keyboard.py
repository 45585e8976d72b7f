"""Everything without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DEMO, Visit

pytestmark = pytest.mark.browser

TABS_MAX = 60


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with that name or text has the focus, as somebody without a mouse would."""
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent ?? '').trim()"
        )
        if focused == name:
            return
    pytest.fail(f"{name!r} cannot be reached with the Tab key")


def test_signing_in_and_making_a_project(visitor: Visit) -> None:
    person = visitor()
    page = person.page
    person.go("/login?next=%2Fprojects")
    page.keyboard.type(DEMO.email)
    page.keyboard.press("Tab")
    page.keyboard.type(DEMO.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()

    _tab_to(page, "New project")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_label("Name", exact=False).and_(page.locator(":focus"))).to_be_visible()
    page.keyboard.type("Made by keyboard")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Corner")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("row", name="Made by keyboard")).to_contain_text("Corner Cycles")


def test_the_first_tab_skips_the_menu(visitor: Visit) -> None:
    person = visitor(account=DEMO)
    person.go("/members")
    person.page.keyboard.press("Tab")
    skip = person.page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("main")).to_be_focused()


def test_the_palette_goes_anywhere(visitor: Visit) -> None:
    person = visitor(account=DEMO)
    person.go("/")
    person.page.keyboard.press("Control+k")
    expect(person.page.get_by_label("Go to a page").last).to_be_focused()
    person.page.keyboard.type("history")
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("heading", name="Audit log")).to_be_visible()


def test_a_menu_of_a_row_opens_and_closes(visitor: Visit) -> None:
    person = visitor(account=DEMO)
    person.go("/clients")
    button = person.page.get_by_role("button", name="Actions for Corner Cycles")
    button.focus()
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("menu")).to_be_visible()
    person.page.keyboard.press("ArrowDown")
    expect(person.page.get_by_role("menuitem", name="See projects")).to_be_focused()
    person.page.keyboard.press("Escape")
    expect(button).to_be_focused()
