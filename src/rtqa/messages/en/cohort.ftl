# $n count, $read count, $gone count
indexed = { $n ->
        [one] 1 file: { $read } new or changed, { $gone } gone.
       *[other] { $n } files: { $read } new or changed, { $gone } gone.
    }
# $patients count, $studies count, $plans count, $objects count
holds = The store holds patients: { $patients }; studies: { $studies }; plans to check: { $plans }; DICOM objects: { $objects }.
plan-without-dose = Plan without a dose that refers to it
plan-without-structures = Plan whose structure set is not at hand
structures-without-image = Structure set whose image is not at hand
dose-without-plan = Dose whose plan is not at hand
structures-without-plan = Structure set that no plan or dose refers to
record-without-plan = Treatment record whose plan is not at hand
image-without-structures = Image series that no structure set was drawn on
copies = Object at hand more than once, its files equal
unlike-copies = Object at hand more than once, its files unlike
several-persons = One PatientID with several names or dates of birth
mixed-patients = Object that refers to another patient's
no-patient = Object without PatientID
verification = Plan that verifies another one, and is not checked
damaged = DICOM file that does not say what it is
closed = File or folder that could not be read
other = File that is not DICOM
refused = Not a case that rtqa takes
broken = Its process ended without a result
out-of-time = Longer than the time that a plan has
out-of-memory = More memory than a plan has
# $error name
fault = A fault of rtqa itself ({ $error })
# $n count, $fresh count
checked = { $n ->
        [one] 1 plan has its outcome, { $fresh } of them new.
       *[other] { $n } plans have their outcome, { $fresh } of them new.
    }
report = Report of the cohort
site = Site
arm = Arm
planner = Planner
month = Month
no-group = not known
plan = Plan
plans = Plans
patient = Patient
patients = Patients
not-judged = Without a verdict
verdicts = Verdicts
fail-percent = FAIL / %
causes = What stands against the plans
cause = Cause
what-to-do = What to do
who = Who
deviations = Commonest deviations
deviations-note = Each limit of the protocol with how many plans break it, the most broken first.
distributions = Values and limits
distributions-note = A line from the least to the greatest value, a box that holds eight tenths of them, a stroke at the median; the upright line is the limit.
all = all
least = Least
median = Median
most = Greatest
control = Control charts
control-note = Plans in the order of their dates. Dashed: what values stay within by chance, 3 σ about their mean. A ring marks a signal by a rule of Western Electric (1956): one value beyond 3 σ, 2 of 3 beyond 2 σ, 4 of 5 beyond 1 σ or 8 in a row, each on one side. Shares of sites have no order, and are held against 3 σ alone: a dot for each, a box for its limits, a stroke at the share of all.
# $limit name
individuals = { $limit }: values
# $limit name
moving-range = { $limit }: differences from plan to plan
proportion = Share of plans that fail
# $title name, $n count, $signals count, $center name
chart-label = Control chart, { $title }. Values: { $n }, mean { $center }, signals: { $signals }.
# $limit name, $n count
spans-label = Values beside the limit { $limit }: { $n }.
outliers = Outliers
outliers-note = Values further from the median than 3.5 by the modified z-score (Iglewicz and Hoaglin, 1993). An outlier need not be wrong, nor break a limit.
value = Value
score = z-score
names = Names of structures to mend
name-in-plan = Name in the plan
name-in-protocol = Name in the protocol
name-how = How it was taken
name-suggested = not taken: it only resembles it
name-alias = taken, as another name of it
completeness = Completeness
completeness-note = What is missing, double or astray among all files of the store, judged or not.
gap = What
gaps = What to ask for
gaps-note = Every object that is missing its part, double or astray. rtqa cohort where NAME tells in which folder a patient, plan or object lies.
object = Object
number = Number
structure = Structure
metric = Metric
limit = Limit
first-cause = First cause, or why there is no verdict
# $n count, $file name
more-rows = Not shown: { $n } more rows. All are in { $file }.
