# Spatially fractionated plans: figures of targets and vertices, and why there are none

vertices = the vertices
unknown = unknown
not-reported = Not reported: the vertices are not known (SFRT-VERTICES).

# How the vertices are known

# $pattern name
drawn-as = drawn as { $pattern }
named-by-course = as the course file names them
# $dose quantity
found-in-dose = found, not drawn: the regions that receive { $dose }

# Why they are not

why-no-structures = the plan has no usable structure set
# $names list
why-no-target = no structure of the plan is named { $names }
# $names list
why-no-vertices = no structure is named as a vertex ({ $names }), and none was found in the dose
# $how message, $targets list
why-elsewhere = the vertices, { $how }, lie in none of { $targets }
# $pattern name
why-no-vertices-like = the course file names vertices '{ $pattern }', and no volume of the plan is named so
# $name name
why-vertex-not-drawn = the course file names the vertex '{ $name }', which is no volume of the plan
# $name name, $similar name
why-vertex-not-drawn-but-similar =
    the course file names the vertex '{ $name }', which is no volume of the plan; did you mean '{ $similar }'?

# What had to be decided

# $name name
repeats = { $name } repeats vertices drawn before it, and is not counted again
# $name name
overlaps = { $name } overlaps another vertex: what they share is counted once

# Figures of a target and of each vertex

volume = Volume
longest-in-space = Longest, 3-D
longest-axial = Longest, axial
longest-in-plane = Longest, in its planes
min = Min
mean = Mean
max = Max
coverage = Coverage
diameter = Diameter
in-target = In target
to-next = To next
to-surface = To surface
# $name name
to-organ = To { $name }
whole-vertices = Whole vertices
cut-vertices = Cut vertices
vertex-density = Vertices per 100 cm³
vertex-share = Vertices / target
mean-diameter = Mean diameter
mean-distance-to-next = Mean distance to next
least-distance-to-next = Least distance to next
least-distance-to-surface = Least distance to surface
# $name name
least-distance-to-organ = Least distance to { $name }
valley-volume = Valley volume
valley-mean = Valley mean
valley-max = Valley max
valley-min = Valley min
survival-eud = Survival EUD
# $alpha quantity, $beta quantity
survival-eud-by = Survival EUD, α = { $alpha }/Gy, β = { $beta }/Gy²
# $shell range
shell-mean = Mean, { $shell } outside

# Ratios of peak to valley

ratio-of-means = mean / mean
ratio-of-extremes = max / min
ratio-of-fifths = mean ≥ P80 / mean ≤ P20
ratio-of-bands = mean D0–D1% / mean D70–D90%

# Why a figure has no value, and what it must not be taken for

# $share quantity, $name name
outside-dose-grid = { $share } of '{ $name }' lies outside the dose grid
# $name name
volume-not-known = the volume of structure '{ $name }' cannot be known
no-valley = the vertices fill the target: there is no valley
no-dose-to-divide-by = the dose to divide by is 0 Gy
no-other-vertex = there is no other vertex
no-geud-chosen = the protocol chooses no a
no-survival-chosen = the protocol chooses no α and β
target-without-volume = the target has no volume
target-without-dose = nothing of the target is dosed
nothing-around = nothing lies around the target
shell-without-outline = the patient's outline is not drawn: the shell may reach into air
cut-by-surface = cut by the target's surface
# $share quantity, $metric name
degenerate-metric =
    degenerate: the vertices are { $share } of the target, so that { $metric } is a dose between them
# $share quantity, $hottest quantity
degenerate-band =
    degenerate: the vertices are { $share } of the target, so that a part of the hottest { $hottest } lies between them

# Tables

vertex = Vertex
value = Value
unit = Unit
remark = Remark
# $name message, $unit name
column = { $name } / { $unit }
# $figure message, $reason message
figure-unknown = { $figure }: { $reason }
# $notes list
note = { $notes }.
