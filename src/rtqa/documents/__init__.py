"""TOML documents with the place of every value, and all their faults at once."""
