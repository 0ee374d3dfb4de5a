margin = with a margin around it
part = a part of it
helper = a helper for planning
earlier = drawn on another image or at an earlier time
copy = a numbered copy
