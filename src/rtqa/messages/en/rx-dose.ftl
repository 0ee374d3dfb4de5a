# $stated list, $asked range
prescribed = Prescribed { $stated }, { $asked } asked for.
# $name name, $stated list, $asked range
prescribed-to = { $name }: prescribed { $stated }, { $asked } asked for.
# $name name, $asked range
asked = { $name }: prescribed dose not known; { $asked } asked for.
# $stated list
why-points = dose points lie outside: { $stated }
# $says message, $source message
known-by = { $says } Known by: { $source }.
# $says message, $n count, $per_fraction quantity
rounded = { $says } These are { $n } fractions of { $per_fraction }, rounded.
# $stated list, $phase name
why-which = the text does not say which dose counts, and not all lie inside ({ $stated } lies outside): state the one that was prescribed as planned_gy of phase { $phase } in the course file
