# $phase name
planning-ct = planning CT of phase { $phase }
# $phase name
first-fraction = first fraction of phase { $phase }
# $phase name
last-fraction = last fraction of phase { $phase }
# $start name, $end name
from-to = time from { $start } to { $end }

# $start name, $end name, $asked name
not-judged = From { $start } to { $end }: not judged; asked for: { $asked }.
# $n count, $events list
why-no-date =
    { $n ->
        [one] the date of { $events } is not known: give it in the course file
       *[other] these dates are not known: { $events }; give them in the course file
    }
# $event name
why-no-as-of = the date of { $event } is not known, and the course file does not say up to which day it is complete (as_of)
# $event name, $window message, $as_of date
why-overdue = { $event } was due { $window }, and has no date up to { $as_of }

# $start name, $start_day date, $end name, $end_day date, $distance message, $asked name
counted = From { $start } ({ $start_day }) to { $end } ({ $end_day }): { $distance }; asked for: { $asked }.
# $counted message, $planned list
ahead = Not yet due. { $counted } Still ahead: { $planned }.
why-outside = this lies outside what the clause is read to mean; its text names no limit
why-untimed = only the times of day can decide it, and they are not known: give them in the course file
# $kept list, $broken list
why-disagree = the readings of the clause disagree; kept: { $kept }; not kept: { $broken }
# $n count
days =
    { $n ->
        [one] 1 day
       *[other] { $n } days
    }
# $n count
days-earlier =
    { $n ->
        [one] 1 day earlier
       *[other] { $n } days earlier
    }
# $hours quantity
hours = { $hours }
# $hours quantity
hours-earlier = { $hours } earlier
# $low quantity, $high quantity
hours-between = between { $low } and { $high }

# $event name
again-not-due = Not yet due: { $event } again; it is counted from the first time, which has no date.
# $event name, $window message, $since message
not-yet-due = Not yet due: { $event }, { $window }; counted from { $since }.
# $event name, $window message, $since message
due = Due: { $event }, { $window }; counted from { $since }.
# $first date, $last date
window = from { $first } to { $last }
# $first date
from = on { $first } or later
# $last date
by = by { $last }
# $event name, $day date
since = { $event }, { $day }
# $event name, $day date
since-planned = { $event }, { $day } (planned or projected)
# $event name
why-left-open = the date of { $event } is not known: fractions are lacking, and nobody says whether the phase has ended
