"""A stand-in for the LINE platform and its phone app: a stranger to the rest, speaking only HTTP."""
