# $n count
photons-or-electrons =
    { $n ->
        [one] An external-beam photon or electron plan of 1 beam, to treat a patient with.
       *[other] An external-beam photon or electron plan of { $n } beams, to treat a patient with.
    }
no-beams = Whether it is a photon or electron plan was not looked at, because it lists no beam.
doubtful = Whether this plan is to treat a patient with is in doubt.
why-no-plan = there is no RT plan
why-not-judged = it has ion beams, brachytherapy or another radiation, which rtqa does not judge
# $intent name
why-intent = its PlanIntent is { $intent }
why-rejected = its ApprovalStatus is REJECTED
why-structures-rejected = the ApprovalStatus of its structure set is REJECTED
