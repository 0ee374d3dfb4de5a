comma = { $before }、{ $item }
and = { $before }和{ $item }
or = { $before }或{ $item }
more = { $before }等（另有 { $n } 项）
semicolon = { $before }；{ $item }
reasons = { $reasons }
