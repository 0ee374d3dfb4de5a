# What the reader noticed, in a word

read-from-values = read from the values themselves
dose-absent = dose absent
dose-extent = dose extent in doubt
dose-unusable = dose unusable
dose-partial = dose partial
duplicate-differs = duplicate differs
file-doubtful = zeros behind the last element
frame-differs = frame of reference differs
frame-unknown = frame of reference unknown
image-unusable = image unusable
link-absent = link absent
link-broken = link broken
object-newer = newer object left aside
patient-differs = patient differs
patient-doubtful = patient's details differ
patient-unknown = patient unknown
plan-absent = plan absent
structures-absent = structures absent
structure-damaged = structure damaged
study-differs = study differs
unreadable = unreadable
not-read = a file could not be read
meaning = what the numbers mean is in doubt
