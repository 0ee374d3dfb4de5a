# What a plan prescribes, and what its dose grid holds

of-the-plan = the target prescription
target = Target
nothing = nothing
why-none = the plan states no target prescription
# $name name
why-not-referred-to = no prescription of the plan refers to '{ $name }'; it states none at all
# $name name, $stated list
why-others = no prescription of the plan refers to '{ $name }'; it states { $stated }
# $n count
why-several = the plan prescribes { $n } different doses to the same volume
why-grid-holds-less = the dose grid holds less than the plan prescribes to this volume
why-grid-holds-more = the dose grid holds more than the plan prescribes to this volume
why-unreadable = the plan states a TargetPrescriptionDose that cannot be read
