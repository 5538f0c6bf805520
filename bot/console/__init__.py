"""The console: pages for coordinators and administrators, rendered on the server."""
