"""Is it the plan that the protocol speaks of?"""
