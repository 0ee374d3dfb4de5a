# $name name, $dose quantity
written = { $name }: course file { $dose }.
# $name name, $dose quantity, $asked range
written-and-asked = { $name }: course file { $dose }, { $asked } asked for.
# $written message
without-plan = { $written } No plan of this phase is among the files.
# $name name, $planned list, $written quantity, $held list
compared = { $name }: plan { $planned }, course file { $written }; dose grid { $held }.
# $names list
not-written-of = No course file states the dose of { $names }: plan and dose grid alone were compared.
not-written = No course file states the dose: plan and dose grid alone were compared.
why-not-asked-for = the dose in the course file is not the protocol's
why-differ = plan and course file differ; the dose grid does not tell which is meant
why-as-planned = plan and course file differ; the dose grid goes with the plan
why-as-written = plan and course file differ; the dose grid goes with the course file
why-nowhere = no part of the volume receives this dose
why-exceeded-everywhere = every part of the volume receives more than this dose
# $name name, $planned list, $written quantity, $held list, $source message
compared-through = { $name }: plan { $planned }, course file { $written }; dose grid { $held }. Known by: { $source }.
# $name name
untreated = { $name }: not treated by this plan, which prescribes nothing to it and has no vertex in it.
# $name name, $dose quantity, $level quantity
other-level = { $name } is prescribed { $dose }, and its name says { $level }.
why-other-level = other names of the plan state what their volumes are prescribed: is this the dose of another volume?
