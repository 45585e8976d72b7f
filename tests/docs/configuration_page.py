"""Writes the table of docs/configuration.md from the settings: `python -m tests.docs.configuration_page`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from app.settings import OWNERS, PREFIX
from tests.support.servers import REPOSITORY

PAGE = REPOSITORY / "docs" / "configuration.md"
BEGIN, END = "<!-- settings: written by python -m tests.docs.configuration_page -->", "<!-- end of settings -->"


def table() -> str:
    """One row for each variable. One that several owners read stands once, as its first owner describes it."""
    rows: dict[str, str] = {}
    for owner in OWNERS:
        for name, field in owner.model_fields.items():
            variable = f"{PREFIX}{name.upper()}"
            rows.setdefault(variable, f"| `{variable}` | {_default(field)} | {_meaning(field)} |")
    head = ["| Variable | Default | Meaning |", "|---|---|---|"]
    return "\n".join([*head, *rows.values()]) + "\n"


def with_table(text: str) -> str:
    """The page's text with the table as it is now."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n{END}{rest.split(END)[1]}"


def _default(field: FieldInfo) -> str:
    value = field.default
    if not value and not isinstance(value, bool | int | float):
        return ""
    if isinstance(value, Path):
        value = value.relative_to(REPOSITORY) if value.is_absolute() else value
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, int | float) and value < 1_000_000 else f"`{value}`"


def _meaning(field: FieldInfo) -> str:
    choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    listed = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
    return f"{(field.description or '').replace('|', chr(92) + '|')}{listed}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text()))
