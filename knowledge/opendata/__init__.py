"""Open data of municipalities and of the ministry, read into destinations, and written out again."""
