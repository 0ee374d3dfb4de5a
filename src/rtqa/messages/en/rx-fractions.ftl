# $n count, $allowed range
planned = Planned fractions: { $n }; allowed: { $allowed }.
# $n count, $allowed range
written = Fractions by the course file: { $n }; allowed: { $allowed }.
# $allowed range
not-known = Planned fractions: not known; allowed: { $allowed }.
# $n count, $by name, $allowed range
given =
    Fractions given, by { $by ->
        [records] treatment records
       *[course-file] the course file
    }: { $n }; allowed: { $allowed }.
