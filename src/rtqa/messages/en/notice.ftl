contradiction = contradiction
silence = silence
