# $n count
wedges =
    { $n ->
        [one] 1 wedge
       *[other] { $n } wedges
    }
# $n count
compensators =
    { $n ->
        [one] 1 compensator
       *[other] { $n } compensators
    }
# $n count
boluses =
    { $n ->
        [one] 1 bolus
       *[other] { $n } boluses
    }
# $n count
blocks =
    { $n ->
        [one] 1 block
       *[other] { $n } blocks
    }
