"""Values of other libraries."""
