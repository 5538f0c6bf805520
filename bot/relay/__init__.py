"""Pages of window staff: passing a visitor's trouble on, and hearing how it ended. And what visitors scan."""
