"""The pages of window staff and destinations."""
