"""Somebody in front of the dashboard, and what went wrong while they were there."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

DESKTOP = (1440, 900)
TABLET = (820, 1180)
PHONE = (375, 812)
FIRST_ERROR_STATUS = 400
# There is a heading, and nothing on the screen stands for something that is still loading.
SETTLED = "body:has(h1):not(:has([aria-busy=true], .mantine-Skeleton-root))"


@dataclass
class Troubles:
    """Errors and warnings of the console, requests that failed, answers that were errors."""

    expected: set[int] = field(default_factory=set)
    """Statuses that a test provokes on purpose."""
    seen: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note what goes wrong in a page from now on."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.seen.append(f"uncaught: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium reports each answer over 400 here as well; those are judged by their status below.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.seen.append(f"console {message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        # Leaving a page gives up what it was still loading.
        if request.failure != "net::ERR_ABORTED":
            self.seen.append(f"failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= FIRST_ERROR_STATUS and response.status not in self.expected:
            self.seen.append(f"answered {response.status}: {response.request.method} {response.url}")


@dataclass(frozen=True)
class Account:
    """How somebody signs in."""

    email: str
    password: str


@dataclass
class Visitor:
    """A browser profile of its own with one page open."""

    url: str
    context: BrowserContext
    page: Page
    troubles: Troubles

    def go(self, path: str) -> None:
        """Open an address of the dashboard and wait until all of it is there."""
        self.page.goto(self.url + path)
        self.page.wait_for_selector(SETTLED)

    def path(self) -> str:
        """The address without the server."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def sign_in(self, account: Account) -> None:
        """Fill the form on the screen."""
        self.page.get_by_label("Email").fill(account.email)
        self.page.get_by_role("textbox", name="Password").fill(account.password)
        self.page.get_by_role("button", name="Sign in").click()

    def another_page(self) -> Page:
        """A second tab of the same browser."""
        page = self.context.new_page()
        self.troubles.watch(page)
        return page


def visit(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = DESKTOP,
    color_scheme: str = "light",
    account: Account | None = None,
) -> Visitor:
    """A fresh profile; signed in already when an account is given."""
    width, height = size
    stored = {"origins": [{"origin": url, "localStorage": [_refresh_token(url, account)]}]} if account else None
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if color_scheme == "dark" else "light",
        locale="en-US",
        storage_state=stored,  # type: ignore[arg-type]  # the shape is right, the TypedDict is private
    )
    context.set_default_timeout(20_000)
    troubles = Troubles()
    page = context.new_page()
    troubles.watch(page)
    return Visitor(url, context, page, troubles)


def _refresh_token(url: str, account: Account) -> dict[str, str]:
    answer = httpx.post(
        f"{url}/api/v1/auth/login", json={"email": account.email, "password": account.password}, timeout=30
    )
    return {"name": "fivefold.refresh", "value": answer.raise_for_status().json()["refresh_token"]}


def register(url: str, name: str, organization: str) -> Account:
    """A new person with an organization of their own, made over the API."""
    account = Account(f"{name.lower().replace(' ', '.')}@browser.example", "seven blue lanterns")
    body = {"email": account.email, "password": account.password, "name": name, "organization": organization}
    httpx.post(f"{url}/api/v1/auth/register", json=body, timeout=30).raise_for_status()
    return account
