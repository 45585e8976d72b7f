"""Reading the audit of an organization."""

from __future__ import annotations

from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.public.models import Actor, AuditEntry
from providers.database import audit
from providers.database.audit import AuditFilter

READ = "auth:audit:read"


def list_(unit: Unit, where: AuditFilter, request: PageRequest) -> Page[AuditEntry]:
    """One page of the audit, the newest first."""
    unit.authorize(READ)
    page = audit.read_audit(unit, where, request)
    return Page([_entry(entry) for entry in page.items], page.next_cursor)


def _entry(entry: audit.AuditEntry) -> AuditEntry:
    return AuditEntry(
        id=entry.id,
        occurred_at=entry.occurred_at,
        action=entry.action,
        actor=Actor(entry.actor_kind, entry.actor_id, entry.actor_name),
        target=entry.target,
        target_id=entry.target_id,
        before=None if entry.before is None else dict(entry.before),
        after=None if entry.after is None else dict(entry.after),
        request_id=entry.request_id,
        address=entry.address,
    )
