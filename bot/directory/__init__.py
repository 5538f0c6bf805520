"""The public pages on who can help: `/d/<municipality>/`."""
