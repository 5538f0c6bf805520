"""Timed work: the timetable and the worker loop."""
