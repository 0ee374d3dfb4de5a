"""Do the files belong together?"""
