# What the checks of dates share; what only a course file or treatment records tell

# $phase name, $clause name
not-handed-in =
    Phase { $phase } has no plan among the files, and its dates or its number of fractions are not known; clause { $clause } is not judged.

## What is missing; these stand in one list

# $phase name
fraction-dates = dates of the fractions of phase { $phase }
# $phase name
fraction-times = times of day of the fractions of phase { $phase }
# $phase name
number-of-fractions = number of fractions of phase { $phase }
# $phase name
weekdays = weekdays on which phase { $phase } is treated
# $phase name
planning-ct-date = date of the planning CT of phase { $phase }
# $event name
event-date = date of { $event }
# $events list
event-times = times of day of { $events }
as-of = the day up to which the course file is complete (as_of)

## The calendar on the wall

# $phase name
title = Calendar of phase { $phase }
week = Week
from = From
marks =
    ● given, ○ projected, each with its number; × no fraction on a regular day of treatment; − a day that is closed or lost.
# $phase name
whether-ended = whether phase { $phase } has ended (ended), or which fractions were given since
