"""A case from arrays: dose, image, contours and masks that another program holds."""
