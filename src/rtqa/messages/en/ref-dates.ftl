dates = the dates of the files
none = No two objects state dates that can be compared.
# $n count
follow =
    { $n ->
        [one] 1 pair of dates follows in the right order.
       *[other] { $n } pairs of dates follow in the right order.
    }
# $later message, $later_date date, $earlier message, $earlier_date date
older = The { $earlier } ({ $earlier_date }) is newer than the { $later } made from it ({ $later_date }).
# $later message, $earlier message
why-older = the { $earlier } was changed after the { $later } was made of it; make the { $later } again, or make sure that nothing of it changed
image = image
structures = structure set
plan = plan
dose = dose
approval = approval
