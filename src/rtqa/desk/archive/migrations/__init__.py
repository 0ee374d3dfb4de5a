"""How the archive's tables came to be as they are, step by step; Alembic runs them."""
