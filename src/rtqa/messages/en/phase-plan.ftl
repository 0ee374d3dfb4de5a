# Which phase a plan is of

nothing-handed-in = Nothing was handed in that could be judged.
why-nothing = there is no RT plan, dose or structure set among the files
# $phase name, $title name, $n count
recognised =
    { $n ->
        [one] By its 1 fraction, judged as phase { $phase }: { $title }.
       *[other] By its { $n } fractions, judged as phase { $phase }: { $title }.
    }
# $phase name, $title name, $n count
named-by-course =
    { $n ->
        [one] By the course file and its 1 fraction, judged as phase { $phase }: { $title }.
       *[other] By the course file and its { $n } fractions, judged as phase { $phase }: { $title }.
    }
# $phase name, $title name
named-alone = Judged as phase { $phase }: { $title }, by the course file alone: its number of fractions was not compared, because it is not stated, or tells no phase.
# $phase name, $title name
only-phase = Judged as phase { $phase }: { $title }, the only one of the protocol, of any number of fractions; the plan's is not known.
not-recognised = Not recognised as a phase of the protocol: none of its clauses was judged on this plan.
# $n count
why-no-phase =
    { $n ->
        [one] no single phase of the protocol has plans of 1 fraction
       *[other] no single phase of the protocol has plans of { $n } fractions
    }
# $phase name
without-clauses = Recognised as phase { $phase }, of which the protocol file asks nothing.
why-without-clauses = a phase without any clause leaves nothing to judge the plan by
# $phase name, $n count, $plans list
several = Which plan is to be judged? { $n } are recognised as phase { $phase }: { $plans }.
why-several = only one plan of a phase can be judged; name the files of the one to judge, or check each by itself with rtqa cohort
# $clauses list
without-plan = No plan of this phase was handed in; not judged: { $clauses }.
without-plan-or-clauses = No plan of this phase was handed in, and the protocol asks nothing of it.
# $protocol name, $organs list
another-site = This does not look like a plan of { $protocol }: none of the protocol's structures is drawn, and these are: { $organs }.
# $protocol name, $organs list, $dose message
another-site-and-dose = This does not look like a plan of { $protocol }: none of the protocol's structures is drawn, these are: { $organs }; and { $dose } are far from its prescriptions.
# $dose quantity, $n count
dose =
    { $dose } in { $n ->
        [one] 1 fraction
       *[other] { $n } fractions
    }
why-another-site = it is of another part of the body: what the protocol asks of it tells nothing
# $arm name, $title name
of-arm = As stated, judged as arm { $arm }: { $title }.
# $arms list
no-arm = The protocol has arms, and none is stated: clauses of one arm alone were not judged ({ $arms }).
why-no-arm = state it: --arm, or arm = "…" in the course file
arm = Arm of the protocol
# $other name, $protocol name
course-of-another = The course file among the files is of protocol { $other }, not of { $protocol }, and was not read: no date and no word of it counts here.
course-file = Course file
