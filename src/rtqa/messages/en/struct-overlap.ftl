nothing = No organ of the protocol, or no target of a prescription, was found.
apart = No organ of the protocol lies in a gross tumour or clinical target.
# $name name, $total quantity, $shared list
shared = { $name } ({ $total }) has { $shared }.
# $volume quantity, $target name
in-target = { $volume } in { $target }
why = organ and target contradict each other there; one of the two may be another structure
