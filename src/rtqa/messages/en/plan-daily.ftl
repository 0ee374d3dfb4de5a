days = on which days of the week, and how often a day, the patient is treated
# $n count, $days count
asked =
    { $n } a day on { $days ->
        [one] 1 day
       *[other] { $days } days
    } a week or more
# $n count, $most count, $days range, $asked message
planned =
    Planned: at most { $n } a day on { $most ->
        [one] { $days } day
       *[other] { $days } days
    } a week; asked for: { $asked }.
# $asked message
not-yet-known = Not yet due: no fraction has a date, and neither plan nor course file states a rhythm; judged by the dates of the fractions. Asked for: { $asked }.
# $n count, $given count, $first date, $last date, $days count, $most count, $asked message
dated =
    { $n ->
        [one] 1 fraction
       *[other] { $n } fractions
    }, { $given } of them given, on { $days ->
        [one] 1 day
       *[other] { $days } days
    } from { $first } to { $last }, at most { $most } a day; asked for: { $asked }.
# $days list, $n count
why-otherwise =
    another number of fractions than asked for lies on { $days }, and { $n ->
        [one] 1 day was
       *[other] { $n } days were
    } lost or named in make_up_days: confirm why
why-pattern = the plan itself states other days, or another number a day (FractionPattern): find out which was given
why-otherwise-planned = another number of fractions than asked for is planned on some days of the week: confirm that this is meant
