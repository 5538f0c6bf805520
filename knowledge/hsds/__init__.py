"""Human Services Data Specification 3.0: the directory as other directories read it, and theirs as we do."""
