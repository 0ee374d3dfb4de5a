# $target name, $ratios list, $share quantity
described = { $target }: { $ratios }. The vertices are { $share } of the target.
# $name message, $value quantity
value = { $name } { $value }
# $name message, $value quantity
degenerate-value = { $name } { $value } (degenerate)
# $target name
table = { $target }: peak-to-valley dose ratios
ratio = Ratio
