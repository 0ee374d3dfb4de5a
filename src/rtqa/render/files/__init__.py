"""One module a form of the report: HTML, PDF, JSON, CSV, terminal."""
