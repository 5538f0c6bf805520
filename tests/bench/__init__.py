"""Measurements: not part of the suite, run by hand or by `make bench`, with the paths of the data as arguments."""
