# How a desk is set up, one line a thing

settings-good = The settings hold.
# $fault name
settings = The settings do not hold: { $fault }
# $free quantity, $stays quantity
disk = { $free } of the disk are free; { $stays } stay free.
open-folder = Others of this machine may read the data folder: take that right from them (chmod 700).
at-work = A desk is at work in this folder; its ports are not tried.
page = the page
node = the DICOM node
destination = a destination
# $what message, $host name, $port count
port-free = Free for { $what }: { $host }, port { NUMBER($port, useGrouping: 0) }.
# $what message, $host name, $port count
port-taken = Taken, or not to be had, and wanted for { $what }: { $host }, port { NUMBER($port, useGrouping: 0) }.
# $what message
on-network = Others on the network reach { $what }.
# $what message, $until name
certificate-good = The certificate for { $what } belongs to its key, and holds until { $until }.
# $what message, $until name, $n count
certificate-ends = The certificate for { $what } holds until { $until }, for { $n ->
    [0] less than a day
    [one] 1 more day
   *[other] { $n } more days
}: renew it.
# $what message, $until name
certificate-expired = The certificate for { $what } expired on { $until }: nobody connects to it. Renew it.
# $what message, $begins name
certificate-not-yet = The certificate for { $what } holds from { $begins } on, and not before: look at the clock.
# $what message
certificate-bad = The certificate for { $what }, or its key, cannot be read, or they do not belong together.
sqlite = SQLite
postgresql = PostgreSQL
# $kind message, $n count
archive = The archive ({ $kind }) is open and of this edition; { $n ->
    [one] 1 case is
   *[other] { $n } cases are
} in it.
# $now name
clock-good = The clock: { $now }.
# $now name
clock = The clock is wrong, or was turned back: { $now }.
no-admin = Nobody may administer the desk yet: rtqa desk serve prints a token for the first one.
# $n count
not-sent = { $n ->
    [one] 1 report or answer
   *[other] { $n } reports or answers
} could not be sent to another system.
no-rules = No rule says by which protocol cases are judged: it is asked on the page for each.
# $n count, $protocol name
rule-good = Rule { $n }: protocol { $protocol } is there.
# $n count, $protocol name
rule-bad = Rule { $n }: there is no protocol { $protocol }, or it does not hold (rtqa protocols lint).
# $issuer name
provider-good = The hospital's sign-in service answers, and shows its keys: { $issuer }
# $issuer name, $why name
provider-bad = The hospital's sign-in service { $issuer } { $why ->
    [unreachable] does not answer: look at the address, the network and its certificate
    [issuer] calls itself otherwise than the settings do: write issuer as it does
    [not-encrypted] names an address without https
    [signature] shows no keys that can be read
   *[other] does not answer as the standard has it ({ $why })
}.
# $url name
serving-page = The page: { $url }
# $title name, $host name, $port count
serving-node = The DICOM node: { $title } at { $host }, port { NUMBER($port, useGrouping: 0) }.
# $token name
serving-token = Make the first account with this token, which works once: { $token }
no-pdf = typst is not installed: reports have no PDF, and none can be sent back.
# $seconds quantity, $mean quantity, $true quantity
self-test-good = A case of known dose went the whole way in { $seconds }: mean dose { $mean }, by its closed form { $true }.
# $at message
self-test-bad = A case of known dose did not go the whole way: { $at }.
# $error name
self-test-fault = A case of known dose could not be tried ({ $error }).
sending = the node did not take it
checking = its check failed, or took too long
dose = its dose is not that of the closed form
keeping = what was kept is not what was sent
