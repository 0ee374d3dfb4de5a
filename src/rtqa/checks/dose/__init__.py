"""Is the dose usable, plausible, and where the targets are?"""
