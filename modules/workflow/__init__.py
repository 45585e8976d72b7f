"""Workflow owns work in steps: requests, cases, rules, runs of agents, and reports."""
