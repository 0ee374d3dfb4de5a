sentence = { $text }
