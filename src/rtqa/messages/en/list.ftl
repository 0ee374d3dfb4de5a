# $before name, $item name
comma = { $before }, { $item }
# $before name, $item name
and = { $before } and { $item }
# $before name, $item name
or = { $before } or { $item }
# $before name, $n count
more = { $before } and { $n } more
# $before name, $item name
semicolon = { $before }; { $item }
# $reasons list
reasons = { $reasons }
