"""The search index: several sparse channels over entries, each giving raw evidence for a query."""
