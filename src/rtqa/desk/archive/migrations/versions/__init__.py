"""The steps; none is changed once it was released."""
