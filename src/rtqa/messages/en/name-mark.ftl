margin = with a margin around it
part = a part of it
helper = a helper for planning
