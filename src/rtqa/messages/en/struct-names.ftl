nothing = There is no structure to look at.
# $n count
distinct =
    { $n ->
        [one] The only structure does not contradict its type.
       *[other] Of { $n } structures, none that a verdict may rest on is a copy of another organ or contradicts its type.
    }
# $names list
repeated = Several structures have the same name: { $names }.
# $numbers list
unnamed = ROI numbers without a name: { $numbers }.
# $name name, $role name
contradicts-role = { $name } is of the type { $role } (RTROIInterpretedType).
why-contradicts-role = name and type contradict each other; one of them is another structure's
# $name name, $other name
copy = '{ $name }' and '{ $other }' have the same contours.
why-copy = one of the two is a copy under a wrong name, or was never drawn
# $name name, $other name, $outside quantity, $total quantity
part = '{ $other }' may be a part of { $name } by its name: { $outside } of its { $total } lie outside of it.
why-part = no limit is on that part; draw the organ as one, or say what it is
# $wanted name, $name name, $meant name
mapped-to-other = '{ $name }' is taken for { $wanted }, and is by its name { $meant }.
# $wanted name, $name name, $passed list
mapped-past = '{ $name }' is taken for { $wanted }, though the plan has { $passed }.
why-mapped = the mapping says so, and the names say otherwise: is it meant?
