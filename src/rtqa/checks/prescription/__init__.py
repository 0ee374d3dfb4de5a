"""Is the dose prescribed, and does the plan deliver it, as the protocol asks for?"""
