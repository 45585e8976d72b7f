"""docs/configuration.md names every setting, with the default and the meaning that the code gives it."""

from __future__ import annotations

from app.settings import OWNERS
from tests.docs import configuration_page


def test_the_table_is_as_the_settings_are_now() -> None:
    text = configuration_page.PAGE.read_text()
    assert configuration_page.with_table(text) == text, "stale: run python -m tests.docs.configuration_page"


def test_every_setting_says_what_it_means() -> None:
    undescribed = [
        f"{owner.__name__}.{name}"
        for owner in OWNERS
        for name, field in owner.model_fields.items()
        if not field.description
    ]
    assert undescribed == []
