# What a plan prescribes, and what its dose grid holds

of-the-plan = the target prescription
target = Target
nothing = nothing
why-none = the plan states no target prescription
# $name name
why-not-referred-to = the plan states no target prescription, and no course file a planned_gy of '{ $name }': state it in either
# $name name, $stated list
why-others = no prescription of the plan is to '{ $name }' or to a volume that it lies in (there is { $stated }), and no course file states its planned_gy: state it in either
# $n count
why-several = the plan prescribes { $n } different doses to the same volume
why-grid-holds-less = the dose grid holds less than the plan prescribes to this volume
why-grid-holds-more = the dose grid holds more than the plan prescribes to this volume
why-unreadable = the plan states a TargetPrescriptionDose that cannot be read
# $source name, $holders list
source =
    { $source ->
        [reference] the plan's prescription to it
        [description] the plan's prescription to the site of this name
        [holder] the plan's prescription to { $holders }, in which it lies
        [only] the plan's only prescription, whose dose the grid holds in it
       *[course] the course file (planned_gy), as the plan prescribes nothing to it
    }
# $name name, $outside quantity, $holders list
why-outside-holders = { $outside } of '{ $name }' lies outside all that the plan prescribes to ({ $holders }): draw it inside, or state its dose in the plan, or as planned_gy in the course file
# $description name, $n count
why-two-described = the plan prescribes to a site '{ $description }', and { $n } structures bear this name: refer to one by its number, or state the dose as planned_gy in the course file
# $name name, $holders list, $dose quantity
why-held-by-another = '{ $name }' lies in { $holders }, prescribed { $dose }, and the clause's dose is stated elsewhere or not what the dose grid holds: state what '{ $name }' is prescribed in the plan, or as planned_gy in the course file
