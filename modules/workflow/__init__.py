"""Owns work that machines, models and people do together: durable runs, automations, approvals, requests and tasks."""
