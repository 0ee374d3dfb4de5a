# The doses of all phases as one

# $phase name
several-plans = several plans are recognised as phase { $phase }
no-structures = it has no structures
# $phase name, $reason message
of-phase = phase { $phase }: { $reason }
# $obstacle message
bounded =
    { $obstacle }; what is given is the last phase alone and an upper bound, whichever points of the organ as drawn for each phase are the same
