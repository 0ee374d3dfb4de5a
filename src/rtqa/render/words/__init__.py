"""Numbers and phrases, in the language of the report."""
