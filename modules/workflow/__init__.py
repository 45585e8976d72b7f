"""Work that takes seconds or months: durable runs, automations, approvals, requests and tasks."""
