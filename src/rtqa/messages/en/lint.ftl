# What lint finds in a protocol, and the numbers behind it

# $n count, $numbers range
fractions =
    { $n ->
        [one] { $numbers } fraction
       *[other] { $numbers } fractions
    }
# $n count, $dose quantity
dose-in-fractions =
    { $dose } in { $n ->
        [one] 1 fraction
       *[other] { $n } fractions
    }

## fraction-dose, fractionation

# $dose range, $fractions message, $stated quantity
fraction-dose = { $dose } in { $fractions } is never { $stated } a fraction.
# $dose range, $n count, $numbers list, $doses list
fraction-dose-by-number =
    { $dose } in { $n ->
        [one] 1 fraction
       *[other] { $numbers } fractions
    }: { $doses } a fraction
# $dose range, $stated quantity, $needed message, $allowed range
fraction-dose-needs = { $dose } at { $stated } a fraction: { $needed }, outside { $allowed }
# $phase name
fractionation = In phase { $phase } no number of fractions gives every target its dose a fraction.
# $clause name, $totals list, $stated quantity
fractionation-totals = { $clause }: { $totals } gives { $stated } a fraction
# $clause name, $stated quantity
fractionation-none = { $clause }: no number of fractions gives { $stated } a fraction

## prescriptions

# $phase name
no-common-fractions = No number of fractions fills both prescriptions of phase { $phase }.
# $structure name
no-common-dose = No dose fills both prescriptions to { $structure }.
no-common-dose-to-any-target = No dose fills both prescriptions to any target.
# $clause name, $fractions message
clause-fractions = { $clause }: { $fractions }
# $clause name, $dose range
clause-dose = { $clause }: { $dose }

## calendar

# $fractions message, $fitting list, $weeks count, $per_week count
calendar-some =
    Of { $fractions }, only { $fitting } can be given within { $weeks ->
        [one] 1 week
       *[other] { $weeks } weeks
    } at { $per_week } a week by every way of counting the weeks.
# $fractions message, $weeks count, $per_week count
calendar-none =
    Of { $fractions }, none can be given within { $weeks ->
        [one] 1 week
       *[other] { $weeks } weeks
    } at { $per_week } a week by every way of counting the weeks.
# $weeks count, $days count, $per_week count
calendar-days =
    { $weeks ->
        [one] 1 week is
       *[other] { $weeks } weeks are
    } { $days } days; at { $per_week } fractions a week, no day lost:
# $n count, $inclusive range, $difference range, $treatment_weeks quantity, $outcome message
calendar-duration =
    { $n ->
        [one] 1 fraction takes { $inclusive } day
       *[other] { $n } fractions take { $inclusive } days
    } with both ends counted, { $difference } from first to last; treatment weeks: { $treatment_weeks }; { $outcome }
# $per_week count, $duration message
calendar-faster = at { $per_week } a week: { $duration }
fits = the course fits
never-fits = the course never fits
# $ways list
fits-by = the course fits only if counted in { $ways }
inclusive-days = days with both ends counted
difference-days = days from first to last
treatment-weeks = treatment weeks
# $n count, $clause name, $dose range, $stated quantity
calendar-dose =
    { $n ->
        [one] 1 fraction of { $clause } is { $dose }, not { $stated }
       *[other] { $n } fractions of { $clause } are { $dose } each, not { $stated }
    }

## interval

# $clauses list
no-dates-together = No dates keep { $clauses } together.
# $clauses list
no-dates = No dates keep { $clauses } at all.
# $clause name, $start name, $end name, $days limit
interval-days = { $clause }: days from { $start } to { $end } { $days }
# $days quantity
interval-excess = the fewest days asked for exceed the most days allowed by { $days }

## reach, opposed, overlap

# $structures list, $metric name, $limit limit, $phase name
kept-by-every-plan =
    { $structures }: { $metric } { $limit } { $phase ->
        [sum] over all phases
       *[other] in phase { $phase }
    } is kept by every plan within what is assumed of the dose.
# $structures list, $metric name, $limit limit, $phase name
broken-by-every-plan =
    { $structures }: { $metric } { $limit } { $phase ->
        [sum] over all phases
       *[other] in phase { $phase }
    } is broken by every plan.
# $structures list
opposed = No plan keeps both limits on { $structures }.
# $structures list
overlap = Two limits on the same metric of { $structures }: the stricter one decides alone.
# $metric name, $first limit, $second limit
same-metric = { $metric } { $first } and { $second }
# $low_metric name, $low limit, $high_metric name, $high limit
metric-never-less = { $low_metric } { $low }, and { $high_metric }, which is never less, { $high }

## unit, direction, bounds, share: slips of the hand

# $structures list, $metric name, $limit limit
unit = { $structures }: { $metric } { $limit } names a dose that no treatment gives.
# $clause name, $dose quantity
dose-too-high = { $clause }: no treatment gives { $dose }.
# $written quantity, $gray quantity
unit-in-cgy = { $written } would be { $gray }
# $written quantity, $gray quantity
unit-in-gray = { $written } are { $gray }
# $structures list, $metric name, $limit limit
direction = { $structures }: { $metric } { $limit } asks for dose to an organ.
# $metric name
direction-why = the more dose the organ receives, the better it keeps the limit on { $metric }; only a structure of role "target" is to be reached
# $structures list, $metric name, $limit limit
bounds = { $structures }: { $metric } { $limit } is kept, or broken, whatever the dose.
# $metric name
at-most-all = { $metric } is at most 100 %, the whole structure
# $metric name
at-most-one = { $metric } is at most 1, where the isodose is the target
# $metric name
never-negative = { $metric } is never less than 0
# $most quantity
percent-too-high = more than { $most } of the prescription is no dose that a limit is set at
# $structures list, $metric name, $limit limit
kept-by-any-dose = { $structures }: { $metric } { $limit } is kept by next to any dose.
# $structures list, $metric name, $limit limit
broken-by-any-dose = { $structures }: { $metric } { $limit } is broken by next to any dose.
# $share quantity, $percent quantity
share-in-percent = { $share } as a share would be { $percent }
# $share quantity, $percent quantity
share-in-gray = { $share } as a share would be { $percent } of a dose, not Gy

## derived

# $name name, $parts list
derived-empty = { $name } covers nothing: it is made of { $parts }, without them.
derived-empty-why = what is taken from itself leaves nothing
# $name name, $key name, $margin quantity
derived-margin = { $name } has { $key } = { $margin }: a margin that can hardly be meant.
# $low quantity, $high quantity
derived-margin-why = margins lie between { $low } and { $high }; 2 cm are 20 mm

## absent

# $name name
absent-prescribed = { $name } may be absent, and a dose or a size is asked of it: a plan that leaves it out would be asked nothing.
absent-why = for a patient who has none, the course file says so: absent
## percent

# $structures list, $metric name, $limit limit
percent = { $structures }: { $metric } { $limit } is in percent of no prescription, and no plan can be judged by it.
# $name name
percent-of-organ = percent_of names '{ $name }', which is no target and has no [[prescription]]

## recommended

all-recommended = Every limit is a recommended one: no dose-volume limit of the file can fail a plan.
# $n count
all-recommended-why =
    { $n ->
        [one] its only limit says outside = "review"
       *[other] all { $n } limits say outside = "review"
    }
# $clause name
reference-recommended = { $clause } is a reference, and says outside = "review".
reference-recommended-why = a reference decides nothing, inside or outside

## alias, unjudged

# $alias name, $name name, $meant name
alias = '{ $alias }' is an alias of { $name } and the name of another organ, { $meant }.
# $meant name
alias-why = by the list of names it means { $meant }
unjudged = No clause of this protocol is judged: every plan would keep it.
# $n count
unjudged-references =
    { $n ->
        [0] it has no clauses
        [one] its only limit is a reference, which decides nothing
       *[other] all its { $n } limits are references, which decide nothing
    }

## choice, arm, fractions

# $word name
choice = Of the alternatives '{ $word }' none is left to choose.
# $n count, $least count
choice-why =
    { $least } must hold, and { $n ->
        [one] there is one alone
       *[other] there are { $n }
    }
# $arm name
arm = Arm { $arm } has no clause of its own.
# $n count
arm-why =
    { $n ->
        [0] no clause names an arm
       *[other] all clauses that name an arm are for others
    }
# $clause name
no-such-fractions = { $clause } is for a number of fractions that its phase is never given in.
# $asked message, $allowed list
no-such-fractions-why = it is for { $asked }, and the phase is given in { $allowed }

## length, hours

# $clause name, $key name, $length quantity
length = { $clause }: { $key } of { $length } can hardly be meant.
# $low quantity, $high quantity
length-why = such lengths lie between { $low } and { $high }
# $clause name
hours = { $clause }: the time between fractions and the time for all of them cannot both be kept.
# $n count, $least quantity, $days quantity, $most count
hours-why = { $n } fractions that stand { $least } apart take { $days } days, and { $most } are allowed

## ratio, table

# $structures list, $metric name, $limit limit
ratio-kept = { $structures }: { $metric } { $limit } is kept by every plan.
# $structures list, $metric name, $limit limit
ratio-broken = { $structures }: { $metric } { $limit } is broken by every plan.
# $metric name, $over name, $side name
ratio-why =
    { $metric } is never { $side ->
        [at-least] less
       *[at-most] more
    } than { $over }, so their ratio is never { $side ->
        [at-least] less
       *[at-most] more
    } than 1
# $clause name
table = { $clause }: the limit of its table neither rises nor falls from row to row.
# $limits list
table-why = from the first row on it is { $limits }

## How the file reads what lint finds

# $says message, $why message, $rule name
refused = { $says } Reason: { $why }. Where it is meant, an [[ambiguity]] of these clauses says so: explains = ["{ $rule }"].
# $notices list
read-as = Read as in { $notices }.
not-read = No notice of the file says how to read it.

## What was assumed where the file does not say it

# $phase name
assumed-phase = The file has no [[phase]]: it has one, '{ $phase }', of any number of fractions.
# $n count
assumed-source =
    { $n ->
        [one] 1 clause names no source: it is that of the file.
       *[other] { $n } clauses name no source: it is that of the file.
    }
# $n count
assumed-quote =
    { $n ->
        [one] 1 limit has no quote: its own row stands for it.
       *[other] { $n } limits have no quote: their own rows stand for it.
    }
# $names list
assumed-targets = Targets by their names, or as percentages are of them: { $names }.
# $names list
assumed-organs = Organs, as they are named like no target: { $names }.
# $phase name, $days count
assumed-week = Phase { $phase } has { $days } fractions a week, one a day: no [[technique]] of it says otherwise.
# $factor count
assumed-hottest = No dose lies beyond { $factor } times the highest prescription, and no organ's mean beyond it.

## In order

# $protocol name, $n count
in-order = { $protocol }: { $n ->
        [one] 1 clause
       *[other] { $n } clauses
    }, in order.
# $protocol name, $n count, $found count
all-explained = { $protocol }: { $n ->
        [one] 1 clause
       *[other] { $n } clauses
    }, in order. { $found ->
        [one] The finding above is explained
       *[other] The { $found } findings above are explained
    } in the file.
# $protocol name, $found count, $open count
not-explained = { $protocol }: { $open } of { $found ->
        [one] 1 finding is
       *[other] { $found } findings are
    } explained by no [[ambiguity]] of the file: read the clauses, and mend them or say how they are read.

## name

# $name name, $meant name
name = '{ $name }' is no name of an organ, and nearly that of { $meant }: a plan's { $meant } is not found by it.
# $meant name
name-why = the list of names has { $meant }; where another structure is meant, an alias of it says so
