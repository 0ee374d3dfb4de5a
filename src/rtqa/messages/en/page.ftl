nothing-was-checked = nothing was checked
unknown = unknown
patient = Patient
patient-id = Patient ID
date-of-birth = Date of birth
case = Case
# $key name
case-key = case { $key }
phases = Phases
none-recognised = none recognised
protocol = Protocol
# $id name, $version name
protocol-version = { $id }, version { $version }
protocol-file = Protocol file
protocol-sha256 = Protocol file, sha256
files = Files
# $n count
n-objects = { $n } DICOM objects
made = Made
not-stamped = not stamped
by = By
findings-by-verdict = Findings by verdict
sections = Sections
show-findings-by-verdict = Show findings by verdict
# $n name, $total name
lines-shown = { $n } of { $total } lines shown
why = Why
because = Because
but = But
read-as = Read as
not-taken = Not taken
what-the-findings-rest-on = What the findings rest on
prescription = Prescription
target = Target
targets = Targets
phase = Phase
# $phase name
phase-named = Phase { $phase }
no-phase-recognised = No phase recognised
planned-gy = Planned / Gy
fractions = Fractions
gy-per-fraction = Gy per fraction
not-asked-for = not asked for
verdict = Verdict
volume-cm3 = Volume / cm³
targets-note = In brackets stands where the value lies, given what the calculation cannot know.
organs-at-risk = Organs at risk
vacuous = vacuous
# $n count
vacuous-note =
    { $n ->
        [one] 1 limit is vacuous: no plan within its prescription can break it, so nothing passes by it.
       *[other] { $n } limits are vacuous: no plan within its prescription can break them, so nothing passes by them.
    }
organs-note = The metric tells the unit. The bar is the value, the frame at its end the interval, the tick the limit. A margin is positive on the side that the limit allows; an acceptable variation stands in brackets.
structure = Structure
metric = Metric
value = Value
value-interval = Value [interval]
limit = Limit
margin = Margin
value-beside-its-limit = Value beside its limit
# $name name
as = as { $name }
whole-case = whole case
spatially-fractionated-radiotherapy = Spatially fractionated radiotherapy
calendar = Calendar
dose-volume-histograms = Dose-volume histograms
dvh-note = Percent of the whole volume of each structure; the shaded band is where the curve may lie. The tip of a triangle is a limit and points to where the curve has to be; the limit of a mean stands on the dose axis. Structures without a limit are not drawn, or switched off. A curve that begins below 100 % is of a structure that lies partly outside the dose grid.
dose-gy = Dose / Gy
volume-percent = Volume / %
dvh-label = Cumulative dose-volume histograms; the table of structures holds their volumes and doses
isodoses = Isodoses
# $plane name, $what name, $phase name
picture-label = Isodoses, { $plane }, through { $what }, { $phase }
# $plane name, $what name, $phase name
difference-label = B less A, { $plane }, through { $what }{ $phase }
dose-comparison = Two doses compared
dose-difference = Difference of the doses, B less A
dose-difference-note = Red: B gives more than A; blue: less; the bar says how much in Gy. The cross marks the largest difference, and the yellow line runs around points that fail gamma by the first criteria. Outlined are the body and the structures whose doses differ most.
doses-are-the-same = Wherever both grids meet, the doses are the same.
gamma = Gamma
gamma-criteria = Criteria
gamma-percent-of = Percent of
gamma-local = the dose at the point
gamma-global = the maximum of A
gamma-cutoff = From, % of the maximum
gamma-passes = Pass / %
gamma-mean = Mean
gamma-max = Maximum
gamma-note = Of each node of A, in B between its nodes. Values beyond 2 are not told apart.
notices = About the protocol, not about the plan: where its text contradicts itself or is silent
notices-note = No plan can help these, and none is judged by them: each says how the text was read instead.
# $n count
more-silences = { $n } more, where it is silent: see report.html
structures = Structures
structures-note = The doses are those of the part inside the dose grid.
role = Role
stands-for = Stands for
# $name name
resembles = not taken: resembles { $name }
in-dose-grid = In dose grid
min-gy = Min / Gy
mean-gy = Mean / Gy
max-gy = Max / Gy
methods-and-limits = Methods and limits
file = File
not-computed = not computed
of = Of
found = Found
what-was-found = What was found
# $section name
findings-of = Findings: { $section }
check = Check
its-curve = its curve
files-and-methods = files and methods
signatures = Signatures
physicist = Physicist
physician = Physician
date = Date
# $n name, $total name
page-of = Page { $n } of { $total }
disclaimer = Research and quality-assurance aid, not a medical device: a physicist and a physician decide.
comparison = Comparison
doses-and-volumes-against-their-limits = Doses and volumes against their limits
other-findings = Other findings
difference = Difference
a-value = A: value
b-value = B: value
a-finding = A: found
b-finding = B: found
overlay-note = A is drawn solid, B dashed.
difference-note = A difference is B less A. It is marked * where the two intervals do not meet.
# $a name, $b name
patients-differ = A and B are of different patients (cases { $a } and { $b }): their values and verdicts are not to be compared.
# $a name, $b name
cases-differ = A and B are different cases ({ $a } and { $b }), and the reports do not say whether of one patient: make sure before you compare them.
# $a message, $b message
protocols-differ = A and B were judged by different protocols ({ $a }; { $b }): their verdicts are not to be compared.
# $protocol message, $a name, $b name
protocol-files-differ = A and B were judged by different files of protocol { $protocol } (SHA-256 { $a } and { $b }): their verdicts are not to be compared.
frames-differ = The two plans have different frames of reference: no plane of one is a plane of the other, and B's pictures are its own.
not-drawn = not drawn
# $phases list
not-judged = Not judged: phase { $phases }, of which no plan was handed in.
# $plan name
plan-prescribes-nothing = { $plan }: no dose prescribed to a target
# $plan name, $doses name
plan-prescribes = { $plan }: { $doses }
# $plan name, $doses name, $n count
plan-prescribes-in =
    { $n ->
        [one] { $plan }: { $doses } in 1 fraction
       *[other] { $plan }: { $doses } in { $n } fractions
    }
# $n count
more-of-this =
    { $n ->
        [one] and 1 more, in the evidence
       *[other] and { $n } more, in the evidence
    }
sum = all phases
prescribed-gy = Prescribed / Gy
organ = Organ
what-stands-against-it = What stands against it
what-to-do = What to do
nothing-stands-against-it = Nothing that was judged stands against the plan.
evidence = Evidence
section-dose = Dose and dose grid
section-beams = Beams
section-images = Images
section-files = Files
# $n count
see-all = { $n ->
        [one] 1 finding stands behind this: rtqa check --all shows it.
       *[other] { $n } findings stand behind this: rtqa check --all shows them.
    }
# $files list
written = Written: { $files }
section-second-dose = Second calculation of the dose
second-dose-note = The plan's dose was calculated a second time from its beams, at points in targets and organs, and is compared in shape: times one factor, the scale, for the whole plan. ± is two standard deviations of what the calculation does not know.
second-dose-limits = It sees no build-up and no electrons from the head, no magnetic field, no error that both calculations share, such as a wrong CT, contour or prescription, and no scale within the width of what is usual. It is no measurement of the machine.
second-dose-basis = Patient
machine = Machine
# $machine name, $sha256 name
second-dose-machine = { $machine } (machine file { $sha256 })
usual-machine = a usual machine of the nominal energy, without machine file
shape = Shape
# $difference name, $n count, $chi name
second-dose-shape = { $difference } % of the maximum (root mean square over { $n } points), { $chi } of its uncertainty
scale = Scale: planned over calculated dose
second = second
points = Points
beam = Beam
share-of-dose = Share of the dose / %
best-factor = Would fit best times
second-dose-uncertainty = Second: calculated, times the scale, ± two standard deviations. Points in build-up, air and low dose are left out, so that these are no values of the DVH. In the drawings the line is planned, the dashes calculated, their band ± two standard deviations.
# $axis name
profile-along = Along { $axis } through the maximum
# $axis name
profile-label = Planned and calculated dose along { $axis } through the maximum
