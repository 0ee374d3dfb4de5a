whole = Every file was read whole.
