records = treatment records
# $phase name
dates-and-fractions = dates and fractions of phase { $phase }

in-doubt = The sources of dates and fractions contradict each other, or leave something open.
# $n count, $by name
given =
    { $n ->
        [one] 1 fraction
       *[other] { $n } fractions
    } given, by { $by ->
        [records] treatment records
       *[course-file] the course file
    }
started = The start has a date; no fraction is listed as given
# $dated message, $n count
agree =
    { $dated }; { $n ->
        [one] what two sources state agrees.
       *[other] two sources state { $n } things, and agree on all.
    }
# $dated message
alone = { $dated }; nothing was compared, because no other source states fractions or dates.
nothing-dated = No date of a fraction is known, so there is nothing to compare.
# $n count
records-of-another-plan =
    { $n ->
        [one] 1 recorded beam was
       *[other] { $n } recorded beams were
    } given from a plan that is not among the files.
why-of-another-plan = they were not counted; add the plan's files, or leave its records out

## Treatment records

# $n count, $days list
broken-off =
    { $n ->
        [one] by the treatment records, 1 fraction was begun and not completed ({ $days })
       *[other] by the treatment records, { $n } fractions were begun and not completed ({ $days })
    }
# $days list
ended-twice = by the treatment records, a beam came to its normal end more than once in one fraction ({ $days }): given twice, recorded twice, or its number was used again
# $n count, $numbers list
left-out =
    { $n ->
        [one] by their numbers, 1 fraction is missing from the treatment records ({ $numbers })
       *[other] by their numbers, { $n } fractions are missing from the treatment records ({ $numbers })
    }
# $n count, $numbers list
many-left-out = by their numbers, { $n } fractions are missing from the treatment records (the first are { $numbers })
# $n count
records-undated =
    { $n ->
        [one] 1 recorded beam has no usable date and was not counted
       *[other] { $n } recorded beams have no usable date and were not counted
    }
# $n count
records-unnumbered =
    { $n ->
        [one] 1 recorded beam names no fraction; the beams of one day were taken as one fraction
       *[other] { $n } recorded beams name no fraction; those of one day were taken as one fraction
    }

## One source against another

# $n count
too-many-fractions = the plan states { $n } fractions, which no course has; its number was not taken
# $start date, $taken date
start-untreated = the start, { $start }, is not a day of treatment; { $taken } was taken
# $given date, $as_of date
given-ahead = a fraction is listed as given on { $given }, later than the day up to which the course file is complete, { $as_of } (as_of)
# $stated count, $planned count
fractions-differ =
    the course file states { $stated ->
        [one] 1 fraction
       *[other] { $stated } fractions
    }, the plan { $planned }; the number of the course file counts
# $given count, $planned count
more-than-planned = { $given } fractions were given, of { $planned } planned
# $recorded count, $stated count, $difference message
days-differ =
    the treatment records hold { $recorded ->
        [one] 1 complete fraction
       *[other] { $recorded } complete fractions
    } and the course file { $stated }, on other days ({ $difference }); the records count
# $day date
only-recorded = { $day } only in the records
# $day date
only-stated = { $day } only in the course file
number-on-a-day = the number of fractions on a day
# $stated date, $given date
starts-differ = the course file states { $stated } as the start, and the first fraction was given on { $given }
# $stated date, $acquired date
ct-dates-differ = the course file dates the planning CT { $stated }, the image itself { $acquired }; the image counts
# $ended date
ended-before-it-began = the course file states that the phase ended on { $ended }, and no fraction is listed as given
# $ended date, $given date
given-after-the-end = the course file states that the phase ended on { $ended }, and a fraction was given on { $given }
# $ended date, $given count, $planned count
ended-early = the phase ended on { $ended } after { $given } of { $planned } planned fractions
# $days list
given-when-closed = fractions are listed as given on days that the course file calls closed or lost ({ $days })
# $days list
given-on-sunday = fractions are listed as given on a Sunday, which is no day of treatment ({ $days }); make_up_days says where that is right
