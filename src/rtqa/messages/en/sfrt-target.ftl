# $target name, $volume quantity, $longest quantity, $cold quantity, $half quantity, $hot quantity
described =
    { $target }: { $volume }, { $longest } at its longest; D95% { $cold }, D50% { $half }, D5% { $hot }.
# $target name
table = { $target }: the target as a whole
figure = Figure
