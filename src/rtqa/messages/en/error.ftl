# What only a caller or the command line is told: a sentence as it was raised

# $text name
sentence = { $text }
