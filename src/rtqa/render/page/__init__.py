"""What stands on the pages of a report, whatever they are written as."""
