"""The parts of the first step, one module for each subject."""
