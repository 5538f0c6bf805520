"""Routing decides: triage, matching decisions, duty and the life cycles, as pure functions of their arguments."""
