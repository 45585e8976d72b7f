"""The API reference as plain HTML, rendered here: no script and nothing from another server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

STYLE = """
:root { color-scheme: light dark; --line: #8884; --dim: #777; --accent: #1f7a5c; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; }
h1 { margin-bottom: 0; } h2 { border-bottom: 1px solid var(--line); margin-top: 2.5rem; padding-bottom: .25rem; }
nav { columns: 14rem; } nav a { display: block; } a { color: var(--accent); }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; }
summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: .25rem .75rem; padding: .5rem .75rem; }
summary span { color: var(--dim); } .inside { padding: 0 .75rem .75rem; }
code, pre { font: .875rem/1.5 ui-monospace, monospace; } pre { border: 1px solid var(--line); border-radius: .375rem;
  overflow-x: auto; padding: .5rem .75rem; margin: .25rem 0 .75rem; }
.method { color: var(--accent); font-weight: 700; min-width: 4rem; } .dim { color: var(--dim); }
table { border-collapse: collapse; width: 100%; } td { border-top: 1px solid var(--line); padding: .375rem .5rem;
  text-align: left; vertical-align: top; }
"""


def reference_page(document: Mapping[str, Any], style_url: str, document_url: str) -> str:
    """A page that lists every operation of the OpenAPI document with its examples."""
    by_tag: dict[str, list[str]] = {tag["name"]: [] for tag in document.get("tags", ())}
    for path, method, operation in _operations(document):
        for tag in operation.get("tags", ()):
            by_tag[tag].append(_operation(path, method, operation, document))
    links = "".join(f'<a href="#{_anchor(tag)}">{escape(tag)}</a>' for tag in by_tag)
    groups = "".join(f'<h2 id="{_anchor(tag)}">{escape(tag)}</h2>{"".join(parts)}' for tag, parts in by_tag.items())
    info = document["info"]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(info["title"])} API</title><link rel="stylesheet" href="{escape(style_url)}"></head><body>'
        f'<h1>{escape(info["title"])} API</h1><p class="dim">Version {escape(info["version"])} · '
        f'<a href="{escape(document_url)}">OpenAPI document</a></p>'
        f"{_paragraphs(info.get('description', ''))}<nav>{links}</nav>{groups}</body></html>"
    )


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _operation(path: str, method: str, operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {})
    parts = [
        _paragraphs(operation.get("description", "")),
        _facts(operation),
        _parameters(operation, document),
        _example("Request", body),
        _responses(operation),
    ]
    return (
        f'<details id="{escape(operation["operationId"])}"><summary><code class="method">{method.upper()}</code>'
        f"<code>{escape(path)}</code><span>{escape(operation.get('summary', ''))}</span></summary>"
        f'<div class="inside">{"".join(parts)}</div></details>'
    )


def _facts(operation: Mapping[str, Any]) -> str:
    facts = []
    if "x-permission" in operation:
        facts.append(f"Permission <code>{escape(operation['x-permission'])}</code>")
    elif "x-access" in operation:
        facts.append(f"For: {escape(operation['x-access'].replace('_', ' '))}")
    else:
        facts.append("Public")
    if operation.get("x-idempotency") == "exempt":
        facts.append(f"No Idempotency-Key: {escape(operation['x-idempotency-reason'])}")
    return f'<p class="dim">{" · ".join(facts)} · <code>{escape(operation["operationId"])}</code></p>'


def _parameters(operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    rows = []
    for given in operation.get("parameters", ()):
        parameter = (
            document["components"]["parameters"][given["$ref"].rsplit("/", 1)[-1]] if "$ref" in given else given
        )
        rows.append(
            f"<tr><td><code>{escape(parameter['name'])}</code></td><td>{escape(parameter['in'])}</td>"
            f"<td>{escape(parameter.get('description', ''))}</td></tr>"
        )
    return f"<table>{''.join(rows)}</table>" if rows else ""


def _example(title: str, content: Mapping[str, Any]) -> str:
    for media in content.values():
        if "example" in media:
            return f"<p>{title}</p><pre>{escape(json.dumps(media['example'], indent=2, ensure_ascii=False))}</pre>"
    return ""


def _responses(operation: Mapping[str, Any]) -> str:
    parts = []
    for status, response in operation["responses"].items():
        codes = [code for media in response.get("content", {}).values() for code in media.get("examples", ())]
        if codes:
            names = ", ".join(f"<code>{escape(code)}</code>" for code in codes)
            parts.append(f"<tr><td>{escape(status)}</td><td>{names}</td></tr>")
        else:
            example = _example("", response.get("content", {})).removeprefix("<p></p>")
            parts.append(f"<tr><td>{escape(status)}</td><td>{escape(response['description'])}{example}</td></tr>")
    return f"<p>Answers</p><table>{''.join(parts)}</table>"


def _paragraphs(text: str) -> str:
    """Enough of Markdown for our own descriptions: paragraphs, lists and code."""
    html = []
    for block in filter(None, (part.strip() for part in text.split("\n\n"))):
        lines = [re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(line)) for line in block.splitlines()]
        if all(line.startswith("- ") for line in lines):
            html.append(f"<ul>{''.join(f'<li>{line[2:]}</li>' for line in lines)}</ul>")
        else:
            html.append(f"<p>{' '.join(lines)}</p>")
    return "".join(html)


def _anchor(tag: str) -> str:
    return "tag-" + re.sub(r"[^a-z0-9]+", "-", tag.casefold()).strip("-")
