"""The demo: a fictional town, its people, and one page that leads to everything."""
