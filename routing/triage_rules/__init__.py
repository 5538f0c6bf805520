"""Reading the rules of triage (`routing/rules/triage/*.toml`) and finding those worth trying on a message."""

from routing.triage_rules.loader import RulesError, load_rules
from routing.triage_rules.model import TriageRules

__all__ = ["RulesError", "TriageRules", "load_rules"]
