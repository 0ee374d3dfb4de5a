### codes: CT

of-ct =
    CT（曲线：{ $curve }）{ $n ->
        [0] {""}
       *[other] ；密度按结构集所述：{ $overridden }
    }
of-water =
    因无 CT，体内按水计算{ $n ->
        [0] {""}
       *[other] ；按肺计算：{ $lungs }
    }
