# $phase name
time-between = time between two fractions of one day in phase { $phase }
# $phase name, $least quantity
not-judged = The time between two fractions of one day in phase { $phase } is not judged; at least { $least } asked for.
why-no-days = no day of a fraction is known: give them in the course file
# $least quantity, $pairs list
too-close = Two fractions lie less than { $least } apart: { $pairs }.
# $hours quantity, $day date
pair = { $hours } on { $day }
# $days list, $least quantity
untimed = Two fractions lie on one day ({ $days }); at least { $least } between them asked for.
why-untimed = their times of day are not known: give delivered with times in the course file
# $n count, $least quantity
planned =
    Not yet due: two fractions are planned on { $n ->
        [one] 1 day
       *[other] each of { $n } days
    }; at least { $least } between them asked for.
no-pairs = No time between fractions was compared, because no day has two.
# $n count, $least quantity
kept =
    { $n ->
        [one] The two fractions of the 1 day that has two are at least { $least } apart.
       *[other] All { $n } pairs of fractions on one day are at least { $least } apart.
    }
