nothing = No organ of the protocol, or no target of a prescription, was found.
not-drawn = Organs and targets were not compared, because none of the one or the other has closed contours.
# $organs count, $targets count
apart =
    { $organs ->
        [one] 1 organ of the protocol was compared
       *[other] { $organs } organs of the protocol were compared
    } with { $targets ->
        [one] 1 target
       *[other] { $targets } targets
    }: none lies in a gross tumour or clinical target.
# $name name, $total quantity, $shared list
shared = { $name } ({ $total }) has { $shared }.
# $volume quantity, $target name
in-target = { $volume } in { $target }
why = organ and target contradict each other there; one of the two may be another structure
