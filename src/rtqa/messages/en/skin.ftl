no-outline = the body has no outline from which rays could go inwards
# $n count
few-rays =
    { $n ->
        [0] at no place does
        [one] at 1 place alone does
       *[other] at { $n } places alone does
    } even dose begin behind the body's surface within the dose grid
