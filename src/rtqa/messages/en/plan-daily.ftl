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
not-known = How often is not known; asked for: { $asked }.
why-no-pattern = the plan states no FractionPattern (300A,007B) that can be read
