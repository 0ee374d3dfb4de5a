# $phase name
overall-time = overall treatment time of phase { $phase }

# $phase name, $most message
not-judged =
    The overall treatment time of phase { $phase } is not judged; at most { $most } asked for.
# $phase name
why-no-number =
    neither the plan nor the course file states one number of fractions: give fractions of phase { $phase } in the course file
# $phase name
why-no-start =
    the date of the first fraction is not known: give start of phase { $phase } in the course file
# $phase name
why-no-weekdays =
    neither the course file nor the plan states on which weekdays the patient is treated: give fractions_per_week or weekdays of phase { $phase } in the course file
# $as_of date
why-nothing-given =
    the course should have started before { $as_of }, the day up to which the course file is complete, and no fraction is listed as given
# $kept list, $broken list
why-disagree =
    the clause can be counted in several ways, and they disagree: it is kept by { $kept }, and broken by { $broken }

# $n count, $per_week count, $days range, $longest count, $most message
any-start =
    { $n ->
        [one] 1 fraction takes
       *[other] { $n } fractions at { $per_week } a week take
    } { $days } { $longest ->
        [one] day
       *[other] days
    } with first and last counted, depending on the weekday of the start; at most { $most } asked for.
# $n count, $by name, $first date, $last date, $counts list, $most message
given =
    { $n ->
        [one] 1 fraction
       *[other] { $n } fractions
    } given, by { $by ->
        [records] treatment records
       *[course-file] the course file
    }, from { $first } to { $last }: { $counts }; at most { $most } asked for.
# $n count, $given count, $projected count, $first date, $last date, $counts list, $most message
given-and-projected =
    { $n } fractions, { $given } given and { $projected } projected, from { $first } to { $last }: { $counts }; at most { $most } asked for.
# $n count, $first date, $last date, $counts list, $most message
projected =
    { $n ->
        [one] 1 fraction
       *[other] { $n } fractions
    }, projected, from { $first } to { $last }: { $counts }; at most { $most } asked for.

## The ways of counting

# $n count
inclusive-days =
    { $n ->
        [one] 1 day
       *[other] { $n } days
    } with first and last counted
# $n count
difference-days =
    { $n ->
        [one] 1 day
       *[other] { $n } days
    } from first to last
# $n count
whole-treatment-weeks =
    { $n ->
        [one] 1 treatment week
       *[other] { $n } treatment weeks
    }
# $weeks quantity
treatment-weeks = { $weeks } treatment weeks
counted-inclusive = days with first and last counted
counted-difference = days from first to last
counted-treatment-weeks = treatment weeks
table = Overall treatment time
column-counted-as = Counted as
column-takes = Takes
column-at-most = At most
column-kept = Kept
yes = yes
no = no

## A course that takes too long

# $n count, $days list
days-lost =
    { $n ->
        [one] 1 treatment day is
       *[other] { $n } treatment days are
    } lost: { $days }.
# $day date, $reason name
day-lost = { $day } ({ $reason })
holiday = holiday
no-reason-stated = no cause stated
# $n count, $per_week count, $deadline date, $most message, $ways list
remedy =
    To end by { $deadline } ({ $most } with first and last day counted), give { $n ->
        [one] 1 extra fraction
       *[other] { $n } extra fractions
    } beside the regular { $per_week } a week: { $ways }.
# $days list
on-saturdays = on free Saturdays ({ $days })
# $n count
second-fraction =
    { $n ->
        [one] as a second fraction on the 1 day that has a single one
       *[other] as a second fraction on any of the { $n } days that have a single one
    }
# $n count, $apart quantity
second-fraction-apart =
    { $n ->
        [one] as a second fraction on the 1 day that has a single one, at least { $apart } apart
       *[other] as a second fraction on any of the { $n } days that have a single one, at least { $apart } apart
    }
# $n count, $deadline date, $most message, $possible count
too-late =
    The course can no longer end by { $deadline } ({ $most } with first and last day counted): { $n ->
        [one] 1 extra fraction is
       *[other] { $n } extra fractions are
    } needed, and free Saturdays and second fractions on a treatment day make room for { $possible }.
# $deadline date, $n count, $planned count, $eqd2 quantity, $planned_eqd2 quantity, $alpha_beta quantity, $source name
cost =
    Without extra fractions, { $n } of { $planned } fractions are given by { $deadline }: an EQD2 of { $eqd2 } instead of { $planned_eqd2 } (α/β { $alpha_beta }: { $source }).
# $cost message, $n count, $dose quantity, $planned_dose quantity
cost-and-compensation =
    { $cost } { $n ->
        [one] 1 remaining fraction
       *[other] { $n } remaining fractions
    } of { $dose } instead of { $planned_dose } would restore the planned EQD2, with more effect on late-reacting tissue.
# $given count, $planned count, $last date
why-left-open =
    { $given ->
        [one] 1 of { $planned } fractions was given, on { $last }
       *[other] { $given } of { $planned } fractions were given, the last on { $last }
    }: has the course ended, or is it unfinished? Give ended, or the other fractions, in the course file

# $n count
weeks =
    { $n ->
        [one] 1 week
       *[other] { $n } weeks
    }
# $n count
days =
    { $n ->
        [one] 1 day
       *[other] { $n } days
    }
