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
# $phase name
time-between-all = time from fraction to fraction in phase { $phase }
# $phase name, $hours range
hours-not-judged = The time from fraction to fraction in phase { $phase } is not judged; { $hours } asked for.
# $hours range, $pairs list
hours-broken = Fractions do not stand { $hours } apart: { $pairs }.
# $hours range, $day date
hours-pair = { $hours } before that of { $day }
# $hours range, $pairs list
hours-open = Whether fractions stand { $hours } apart depends on their times: { $pairs }.
# $hours range, $pairs list
hours-planned-otherwise = As planned, fractions will not stand { $hours } apart: { $pairs }.
# $n count, $hours range
hours-planned =
    { $n ->
        [one] Not yet due: as planned, the 1 time from fraction to fraction that is to come is { $hours }.
       *[other] Not yet due: as planned, the { $n } times from fraction to fraction that are to come are { $hours }.
    }
hours-single = No time from fraction to fraction was compared, because there is one alone.
# $n count, $hours range
hours-kept =
    { $n ->
        [one] The 1 time from fraction to fraction is within { $hours }.
       *[other] All { $n } times from fraction to fraction are within { $hours }.
    }
why-planned = these days are projected from the days of treatment in plan and course file: give the days on which the patient is treated
