"""The command ``rtqa``: one module a command."""
