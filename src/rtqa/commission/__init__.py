"""Commissioning: rtqa's own DVHs against closed forms, on the user's installation, with a report to file."""
