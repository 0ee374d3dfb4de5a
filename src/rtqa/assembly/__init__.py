"""What is known of each thing the protocol speaks of: phases, structures, sums, the course in time."""
