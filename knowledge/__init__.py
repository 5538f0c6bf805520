"""Knowledge knows: destinations, areas, phrases, hours, numbers, and how to read, normalise and search them."""
