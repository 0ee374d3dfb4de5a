"""Does every structure keep its limits, in a phase and in the whole course?"""
