# $scale quantity
not-judged = Whether the dose is as high as its monitor units give was not judged: it is { $scale } times that of a second calculation, and the two differ in shape.
# $scale quantity, $definition name
passed =
    The dose is { $scale } times that of { $definition ->
        [machine] the machine in the machine file: it fits its output
        [maximum] a usual machine: it fits a MU of 1 cGy at the depth of the maximum
       *[depth] a usual machine: it fits a MU of 1 cGy at 10 cm depth
    }.
# $scale quantity, $maximum range, $depth range
differs = The dose is { $scale } times that of a usual machine with these monitor units; usual are { $maximum }, and { $depth } where a MU is 1 cGy at 10 cm depth.
why-differs = monitor units, the number of fractions or the dose may be scaled; compare with the planning system, or with how the clinic defines a MU
# $scale quantity, $usual range
differs-from-machine = The dose is { $scale } times that of the machine in the machine file; { $usual } is within what is known of it.
why-differs-from-machine = monitor units, energy, the number of fractions or the dose may not be those that belong together, or the plan is of another machine; compare with the planning system
