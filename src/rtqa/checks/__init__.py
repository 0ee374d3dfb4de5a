"""The clinic's questions, one a module, in a room for each family; `core/catalog.py` finds them."""
