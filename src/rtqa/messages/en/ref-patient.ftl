# $n count
one =
    { $n ->
        [one] 1 object is of one patient.
       *[other] All { $n } objects are of one patient.
    }
alone = The patient was compared with nothing, because there is one object alone.
none = By its name or ID, this is test or phantom data and no patient.
