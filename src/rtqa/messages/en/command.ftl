# What commands print beside reports: headings of tables, and lines around them

plans = Plans
# $name name
plan = Plan { $name }
# $files list
exported = Exported: { $files }
# $method message
computed = Computed { $method }

## check

# $n count
path = ── Path { $n }
stage = Stage
all-stages = All

## cohort

patients = Patients
mean-error = Mean error
# $left name, $states name
left = { $left } left, { $states }

## compare --transfer

parameter = Parameter
control-point = Control point
# $point name, $n count
and-more =
    { $n ->
        [0] { $point }
       *[other] { $point } and { $n } more
    }
absent = absent
# $beams count, $points count
transfer-agrees =
    Both plans tell the machine the same: { $beams ->
        [one] 1 beam
       *[other] { $beams } beams
    }, { $points ->
        [one] 1 control point
       *[other] { $points } control points
    }.

## course lint, new

# $phases count, $events count
course-in-order =
    { $phases ->
        [one] 1 phase
       *[other] { $phases } phases
    }, { $events ->
        [one] 1 event
       *[other] { $events } events
    }, no fault
# $file name
course-begun = Written: { $file }; then: rtqa check --course { $file }

## dose-compare

# $criteria name, $kind name, $share quantity, $n count, $mean quantity
gamma =
    Gamma { $criteria }, { $kind ->
        [local] local
       *[global] global
    }: { $share } of { $n ->
        [one] 1 point passes
       *[other] { $n } points pass
    }, mean { $mean }
# $difference quantity, $x quantity, $y quantity, $z quantity
largest-difference = Largest difference: { $difference } at ({ $x }, { $y }, { $z }) mm

## dvh

in-dose-grid = in dose grid
min-gy = Min/Gy
mean-gy = Mean/Gy
max-gy = Max/Gy
partly-outside = lies partly outside the dose grid: its doses are those of the part inside

## machine lint, second-dose

# $name name, $machines list
machine = { $name }; treatment machines: { $machines }
any = any
# $energy quantity, $filter name
energy =
    { $energy }{ $filter ->
        [unflattened] {" "}FFF
       *[flattened] {""}
    }
states = States
share = of the dose/%
best-factor = best times

## protocols

version = Version
title = Title
# $phase name, $title name
phase = Phase { $phase }: { $title }
all-phases = All phases together
no-phase = Of no phase
silent = Where the text contradicts itself or is silent
# $source name, $sha256 name
source = { $source }; sha256 { $sha256 }
# $clause name, $asked message, $judged name
clause =
    { $clause }: { $asked }{ $judged ->
        [no] {" "}(information)
       *[yes] {""}
    }
# $notice name, $kind name, $says name
notice = { $notice } ({ $kind }): { $says }
# $reading name
read-as = Read as: { $reading }
# $reading name, $why name
not-taken = Not taken: { $reading } ({ $why })
# $assumption message
assumed = Assumed: { $assumption }
# $rule name, $places list, $says message
contradiction = { $rule } ({ $places }): { $says }
# $clause name, $line count
place = { $clause }, line { $line }

## structures

contours = Contours
planes = Planes
# $structure name, $parts list
derived = { $structure } is derived, from { $parts }.
# $structure name
not-drawn = The plan has no structure { $structure }.
# $offer name
perhaps = perhaps: { $offer }
# $structure name, $parts list
in-parts = { $structure } is drawn in numbered parts: { $parts }. Each is judged.
# $structure name, $candidates list
several = Several structures are { $structure }: { $candidates }. Choose with --map.
# $offer name
either = either: { $offer }
# $option name, $mark message
offer = { $option } (by its name { $mark })
