"""What the desk remembers: objects, cases, checks, reports, decisions, accounts, and who did what."""
