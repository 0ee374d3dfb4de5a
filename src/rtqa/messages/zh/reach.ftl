### codes: EQD

above-prescription = { $metric } { $limit } 高于 { $clause } 至多允许的 { $prescribed }
below-prescription = { $metric } { $limit } 低于 { $clause } 至少要求的 { $prescribed }
whole-organ =
    处方至多 { $prescribed }，假定整个器官不超过此值，{ $metric } 最多可达 { $highest }{ $quantity ->
        [eqd2] （EQD2）
       *[physical] {""}
    }，达不到限值 { $limit }
anywhere =
    处方至多 { $prescribed }，假定最大剂量不超过其 { $factor } 倍，{ $metric } 最多可达 { $highest }{ $quantity ->
        [eqd2] （EQD2）
       *[physical] {""}
    }，达不到限值 { $limit }
equivalents = 折合为每次 2 Gy（α/β { $alpha_beta }）：{ $prescribed }为 { $prescribed_eqd2 }，{ $limit }则为 { $limit_eqd2 }
