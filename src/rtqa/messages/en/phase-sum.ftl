# The doses of all phases as one

# $phase name
several-plans = several plans are recognised as phase { $phase }
no-structures = it has no structures
# $phase name, $reason message
of-phase = phase { $phase }: { $reason }
# $obstacle message
bounded =
    { $obstacle }; what is given is the last phase alone and an upper bound, whichever points of the organ as drawn for each phase are the same
# $phases list
stated = { $phases }, and not by a plan
# $phase name, $source name
stated-by =
    what phase { $phase } gave is told by { $source ->
        [report] an earlier report
       *[course-file] the course file
    }
# $obstacle message
bounded-by-statement =
    { $obstacle }; what is given is the plan alone and an upper bound, wherever the stated doses lie; each organ is taken to be drawn whole
# $structure name, $source name
not-stated =
    { $source ->
        [report] the report
       *[course-file] the course file
    } does not tell what { $structure } received
# $structure name, $source name
maximum-not-stated =
    { $source ->
        [report] the report
       *[course-file] the course file
    } tells no max_gy of { $structure }, without which nothing bounds it
