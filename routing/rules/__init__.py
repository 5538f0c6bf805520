"""Data that routing decides by: weights, intents, and the rules of triage (`triage/`)."""
