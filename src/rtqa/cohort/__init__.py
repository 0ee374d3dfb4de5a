"""Many plans: found in folders of any shape, checked one by one, and told as one report."""
