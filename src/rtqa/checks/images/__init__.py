"""Are the images as the protocol asks for?"""
