"""How the protocol files begin that tests write: who they are, and one phase."""

HEAD = """
schema = "rtqa-protocol/1"
id = "own"
title = "Our own"
version = "1"
source = "Department handbook, 2026"

[[phase]]
id = "only"
title = "The only one"
fractions = { min = 2 }
"""
