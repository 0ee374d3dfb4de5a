# $n count
one =
    { $n ->
        [one] 1 plan, dose, structure set or image is of one patient.
       *[other] All { $n } plans, doses, structure sets and images are of one patient.
    }
alone = The patient was compared with nothing, because there is one object alone.
none = By its name or ID, this is test or phantom data and no patient.
