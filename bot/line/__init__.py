"""The LINE channel: webhook in, events, messages out."""
