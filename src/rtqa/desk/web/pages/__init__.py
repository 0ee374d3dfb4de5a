"""The pages, a module for each matter: what a visit shows, and what it changes."""
