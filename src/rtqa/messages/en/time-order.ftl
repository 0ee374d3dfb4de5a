# $phase name
order = order of events in phase { $phase }
planning-ct = planning CT
structures = structure set
plan = plan
approval = approval
review = review
first-fraction = first fraction
# $what message, $day date, $by name
dated =
    { $what } ({ $day }, by { $by ->
        [files] the files
        [records] treatment records
       *[course-file] the course file
    })
# $first message, $second message
wrong = Out of order: { $second } lies before { $first }.
why-wrong = what comes first cannot have come after: correct the date that is wrong, or find out what was done
moved = Dates of the files were not held against the course file: de-identification may have moved them.
nothing = No two dates of the phase have an order that could be compared.
# $n count
kept =
    { $n ->
        [one] 1 pair of dates of files, records and course file follows in the right order.
       *[other] { $n } pairs of dates of files, records and course file follow in the right order.
    }
# $status name, $n count
given-unapproved =
    { $n ->
        [one] 1 fraction was given, and the plan's ApprovalStatus is { $status }.
       *[other] { $n } fractions were given, and the plan's ApprovalStatus is { $status }.
    }
why-given-unapproved = what was treated had to be approved first: export the plan as it was treated
