"""Does the course keep its times?"""
