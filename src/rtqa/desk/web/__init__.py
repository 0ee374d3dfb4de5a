"""The page: what people read and decide."""
