no-dose = No dose in any structure was looked at.
no-target = Whether the dose peaks in a target was not looked at: no target has a dose.
# $hottest quantity, $target name
in-target = The hottest point, { $hottest }, lies in or beside { $target }.
# $hottest quantity, $highest quantity, $target name
beside-targets = The hottest point of the dose has { $hottest }; no target has more than { $highest } ({ $target }).
why-beside-targets = dose and structures may be shifted against each other, or healthy tissue is hottest
body = the outline of the body
no-body = No outline of the body is drawn: whether dose and structures lie in it was not looked at.
why-no-body = no dose is computed without one; export the structure set with it
# $volume quantity, $inside quantity
outside-body = Of { $volume } with half the maximum dose, { $inside } lie in the body.
why-outside-body = dose and structures may be shifted against each other, or the body's outline is cut
# $border quantity, $hottest quantity
at-border = The dose has { $border } at its grid's border, and { $hottest } at most.
why-at-border = dose beyond the grid is missing where it is high; compute it on a larger grid
