photons-or-electrons = An external-beam photon or electron plan to treat a patient with.
doubtful = Whether this plan is to treat a patient with is in doubt.
why-no-plan = there is no RT plan
why-not-judged = it has ion beams, brachytherapy or another radiation, which rtqa does not judge
# $intent name
why-intent = its PlanIntent is { $intent }
why-rejected = its ApprovalStatus is REJECTED
why-structures-rejected = the ApprovalStatus of its structure set is REJECTED
