# $n count
photons-or-electrons =
    { $n ->
        [one] An external-beam photon or electron plan of 1 beam, to treat a patient with.
       *[other] An external-beam photon or electron plan of { $n } beams, to treat a patient with.
    }
no-beams = Whether it is a photon or electron plan was not looked at, because it lists no beam.
# $why message
doubtful = Whether this plan is to treat a patient with is in doubt: { $why }.
why-doubtful = only a plan that is meant for the patient, and not rejected, may be treated; export that one, or confirm this one
why-no-plan = there is no RT plan
# $intent name
why-intent = its PlanIntent is { $intent }
why-rejected = its ApprovalStatus is REJECTED
why-structures-rejected = the ApprovalStatus of its structure set is REJECTED
# $kind message
not-judged = { $kind }: not judged by this protocol.
why-not-judged = rtqa reads the beams of photons and electrons alone; DVHs and limits are shown where they mean something
# $kind message
not-asked = Not asked. { $kind }: not judged by this protocol.
brachytherapy = Brachytherapy
proton = Proton therapy
ion = Ion therapy
gamma-knife = Gamma Knife
cyberknife = CyberKnife
other-radiation = Radiation other than photons and electrons
external = External photons or electrons
