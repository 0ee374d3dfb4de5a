# What rtqa says of a contradiction of the protocol that the protocol file does not mention

unexplained = Each clause is judged as it is written; the protocol file says nothing of the contradiction.
