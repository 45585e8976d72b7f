"""Puts workflow together."""

from __future__ import annotations

from kernel.module_spec import ModuleSpec
from modules.workflow.facade import OWNS, WorkflowFacade
from modules.workflow.public import events


def build() -> ModuleSpec:
    """Workflow, which has no operations yet."""
    return ModuleSpec(
        name="workflow",
        owns=OWNS,
        facade=WorkflowFacade(),
        events=events.ALL,
        depends_on=("auth", "notifications", "catalog", "finance"),
    )
