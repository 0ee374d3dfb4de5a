# $stated list, $asked range
prescribed = Prescribed { $stated }, { $asked } asked for.
# $name name, $stated list, $asked range
prescribed-to = { $name }: prescribed { $stated }, { $asked } asked for.
# $name name, $asked range
asked = { $name }: prescribed dose not known; { $asked } asked for.
# $stated list
why-points = dose points lie outside: { $stated }
