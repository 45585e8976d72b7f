"""Puts the workflow module together."""

from __future__ import annotations

from kernel.module_spec import ModuleSpec
from modules.workflow.facade import WorkflowFacade

OWNS = "Work that takes seconds or months: durable runs, automations, approvals, requests and tasks."


def build() -> ModuleSpec:
    """The module as the composition needs it: a façade, and nothing to route or to run yet."""
    return ModuleSpec(name="workflow", owns=OWNS, facade=WorkflowFacade(OWNS), depends_on=())
