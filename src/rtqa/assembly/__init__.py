"""What is known of everything that the protocol names: phases, structures, sums, the course in time."""
