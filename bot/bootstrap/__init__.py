"""Wiring: the only modules that know concrete classes. Light parts stay light: see `opening`."""
