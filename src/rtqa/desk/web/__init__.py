"""The desk's page: cases, their sheets, what is decided of them; and nobody in who has no business there."""
