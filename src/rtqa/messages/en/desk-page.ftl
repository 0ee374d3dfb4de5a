name = rtqa desk
skip = Skip to the content
pages = Pages
colon = :
you-are-here = You are here
sign-in = Sign in
sign-out = Sign out
sign-in-hospital = Sign in with your hospital's account
sign-in-desk = With an account of this desk
provider-away = The hospital's sign-in service does not answer. Try again later, or tell who runs the desk.
provider-refused = The hospital's sign-in service did not say who you are, or its answer does not hold. Sign in again; who runs the desk finds the reason in the audit trail.
provider-no-role = The hospital's sign-in service knows you, but none of your groups has a role at this desk. Tell who runs it.
provider-closed = Your account at this desk is closed.
provider-says = The hospital's sign-in service says which role this account has; it has no password here.
provider-password = Your password is the hospital's, and is changed there.
account = Account
account-hint = Small letters, digits, dot, hyphen.
full-name = Full name
password = Password
# $n count
password-hint = At least { $n } characters; several words do well.
# $n count
password-short = A password has at least { $n } characters.
# $n count
password-long = A password has at most { $n } characters.
password-guessed = That password is guessed too easily.
present-password = Present password
new-password = New password
change-password = Change password
signs-you-out = All other browsers are signed out.
wrong-password = Account or password is wrong.
locked = Too many wrong passwords. The account is locked for a while; try again later, or ask an administrator to unlock it.
account-name = An account's name has 2 to 64 small letters, digits, dots and hyphens.
account-full-name = The full name is missing, or too long.
account-role = There is no such role.
account-taken = There is an account of this name already.
first = The first account
first-note = Nobody has an account yet. This one is an administrator's: it makes the accounts of those who read and sign.
token = Token
token-hint = The terminal that the desk was started on shows it.
wrong-token = That is not the token that the terminal shows, or it was used already.
create = Create account
too-often = Too many tries from here. Wait a minute.
session-over = You are not signed in any more. Sign in and do it again.
refused = This cannot be done
not-for-you = Your role does not allow this. It was noted.
not-our-form = This did not come from a page of the desk that is open now. Go back, load the page again, and repeat it.
form-too-long = The form is too long.
not-here = There is nothing here, or it belongs to another case.
# $file name
not-as-written = The file { $file } in the archive is not as it was written. Tell who runs the desk: it can be taken from a backup.
other-edition = Another edition of rtqa wrote this report. It is as it was written, by its hash, and is shown as it was then.
to-cases = To the cases
cases = Cases
# $n count
wait-for-you = { $n ->
        [0] No case waits for you.
        [one] 1 case waits for you.
       *[other] { $n } cases wait for you.
    }
which-cases = Which cases
which-mine = Waiting for you
which-open = Open
which-all = All
find = Find
find-go = Search
plan = Plan
asked = What is asked of whom
state = State
changed = Changed
no-label = Plan not here yet
nothing-asked = Nothing
none-of-these = No case is among these.
pages-of-list = Pages of the list
# $first count, $last count, $n count
cases-of = { $first } to { $last } of { $n } cases
newer = Changed later
older = Changed earlier
nothing-yet = Nothing has come yet
send-here = Send a plan with its structures, dose and images to this DICOM node:
ae-title = AE title
host = Host
port = Port
# $n count
of-before = What stands below is version { $n }, of what was here before; the next follows.
# $n count
age-minutes = { $n } min ago
# $n count
age-hours = { $n } h ago
# $n count
age-days = { $n } days ago
state-gathering = Receiving
state-asks-plan = Plan missing
state-asks-protocol = Protocol to be chosen
state-beside = Beside a plan
state-queued = Waiting to be checked
state-checking = Being checked
state-checked = To be decided
state-failed = Could not be checked
state-sent-back = Sent back
state-half-signed = Signed by one of two
state-signed = Signed
role-reader = reader
role-physicist = physicist
role-physician = physician
role-admin = administrator
role-sender = sending system
role-hint = Readers see sheets without names. Physicists and physicians see names, decide and sign. Administrators look after accounts. Sending systems upload by DICOMweb and see no page.
kind-accept = Accepted
kind-assign = Assigned
kind-send-back = Sent back
kind-sign = Signed
wait-gathering = The case is checked as soon as nothing more comes.
wait-beside = What came here is judged with the plans of the same patient.
wait-checking = The sheet appears here by itself.
do-send-plan = Send the plan; images or structures came without one.
do-choose-protocol = Choose the protocol.
do-look-why = Look why it could not be checked.
do-send-new-plan = Send a new plan.
# $n count
do-causes = { $n ->
        [one] Look at 1 cause.
       *[other] Look at { $n } causes.
    }
# $n count
do-deviations = { $n ->
        [one] Accept 1 deviation, or send the plan back.
       *[other] Accept { $n } deviations, or send the plan back.
    }
do-sign = Sign.
# $n count
version = Version { $n }
# $n count
not-latest = Version { $n } is not the latest.
to-latest = To the latest version
evidence = All evidence, curves and pictures
course-data = Course data
objects = Files received
choose-protocol = Choose the protocol
go-sign = Go and sign
decide = Decide
accept = Accept
decide-anew = Change the decision
accept-reason = Accept all the same, because
accept-note = Stands beside the verdict, which does not change.
accepted-by = Accepted by
accepted-before = Accepted in an earlier version, which does not count for this one:
physician-accepts = What is broken, a physician accepts.
assign = Assign
assign-to = Assign to
# $owner name
assigned-to = Assigned to { $owner } by
comment = Comment
name-owner = Name who is to act.
give-reason = Give a reason.
sign = Sign
# $name name, $role name, $version count
sign-note = You sign version { $version } as { $name }, { $role }. What you see is kept as it is, with its hash.
# $n count
sign-open = { $n ->
        [one] 1 question is still open. Your signature names it as open.
       *[other] { $n } questions are still open. Your signature names them as open.
    }
present = Present at the MDT
present-hint = Names, one a line.
# $names name
present-were = present: { $names }
sign-password = Your password again: it is your signature.
sign-hospital = The hospital's sign-in service then asks you who you are: that is your signature.
confirm = Confirm your signature
confirm-note = The hospital's sign-in service asks you who you are, though you are signed in. When it has, your signature is put, and the sheet shows it.
confirm-go = Confirm and sign
confirm-not = Do not sign
not-confirmed = Somebody else has confirmed it than who is signed in here. Nothing was signed; it was noted.
other-signs = You have signed. The other signature is still missing.
# $n count
deviations-open = { $n ->
        [one] 1 deviation is open. A physician accepts it first, or the plan is sent back.
       *[other] { $n } deviations are open. A physician accepts them first, or the plan is sent back.
    }
signed-already = This version is signed already.
sent-back-already = This version was sent back. A new plan, or a new version, can be signed.
signed-by = Signed by
as-signed = As signed
signed-title = As it was signed
signed-note = Drawn from the report that was signed, and held against its hash just now.
newer-there = There is a newer version.
report-hash = Report, SHA-256
signature-hash = Signature, SHA-256
send-back = Send back
send-back-reason = What is to be changed
not-this-report = That is of another report than this case's.
newer-report = The case has changed since you loaded the page. Look at it again.
versions-and-decisions = Versions and decisions
# $n count
compare-with = Compare with version { $n }
other-plans = Other plans of this patient
other-plan = another plan of the patient
compare-plans = Compare
what-changed = What changed
change-gone = gone
change-new = new
change-still = still there
curves-side-by-side = Curves and pictures side by side
no-report-yet = The case has no report yet.
no-calendar = The report says nothing of the course in time. Fill in the dates of the course.
fill-in-course = Fill in course data
choose-protocol-note = No rule of the desk says by which protocol this plan is judged. It is checked as soon as one is chosen; each choice is noted.
# $protocol name
other-protocol-note = This plan is judged by { $protocol }. If you choose another one, it is checked again by that; each choice is noted.
choose-protocol-first = Choose the protocol first.
check-by-this = Check by this protocol
objects-note = All that came and belongs to this case. What is left out is kept, and not judged.
objects-double = Of two objects with one UID and different content, both are kept: say which one counts.
kind = Kind
from = From
received = Received
counts = Counts
contradicts = other content, same UID
judged = is judged
set-aside = left out
leave-out = Leave out
take-in = Take in again
# $n count
more-objects = { $n ->
        [one] and 1 more.
       *[other] and { $n } more.
    }
course-note = What the files cannot say. All of it may stay empty; what is empty leaves its clause undecided. Saving it checks the case anew.
# $n count
course-not-saved = { $n ->
        [one] Nothing was saved. 1 fault:
       *[other] Nothing was saved. { $n } faults:
    }
arm = Arm
side = Side of the target
left = left
right = right
as-of = Complete up to
events = Events
events-note = Days as 2026-12-31; several with commas.
# $phase name
phase = Phase: { $phase }
planning-ct = Planning CT
start = First fraction
fractions = Fractions
fractions-per-week = Fractions a week
ended = Ended early on
delivered = Fractions given, one a line
make-up-days = Make-up days, one a line
gap-first = Days lost, from
gap-last = to
gap-cause = because
further-gap = Further gap
absent = Structures that this patient does not have
absent-note = No clause on them is judged.
absent-why = Why
further-structure = Further structure
registrations = Registration between phases
registrations-note = Registrations that were sent count by themselves. Here, as numbers: 4 rows of 4, in patient LPS mm.
from-phase = From phase
to-phase = To phase
matrix = Matrix
save-and-check = Save and check
as-text = As text
# $text name
not-a-day = “{ $text }” is no day such as 2026-12-31, nor a moment such as 2026-12-31 09:30.
# $text name
not-a-number = “{ $text }” is no number of fractions.
not-a-matrix = A registration has 16 numbers.
# $keys name
names-files = Here no files can be named ({ $keys }): send them to the desk.
# $protocol name
other-protocol = The text names another protocol than the case's, { $protocol }.
accounts = Accounts
new-account = New account
role = Role
change = Change
is-active = open
is-closed = closed
is-locked = locked
yourself = yourself
close-account = Close the account
open-account = Open it again
unlock = Unlock
give-role = Give this role
give-password = Give this password
not-your-own = Somebody else changes your account.
trail = Audit trail
trail-note = Who did what. Each line holds the hash of the one before; no line names a patient.
trail-verify = Verify the whole trail
trail-whole = All lines are as they were written.
# $n count
trail-broken = Line { $n } is not as it was written. Tell who runs the desk, and compare with a backup.
number = No.
when = When
who = Who
did = Did
case = Case
details = Details
