"""Owns work that people, models and machines share: runs, automations, approvals, requests and tasks."""
