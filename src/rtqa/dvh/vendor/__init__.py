"""How planning systems differ: their end caps, interpolation between contours, and sampling."""
