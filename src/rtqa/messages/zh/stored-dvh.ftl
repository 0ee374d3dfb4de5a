### codes: DoseUnits DVHVolumeUnits PERCENT DVHData DVHDoseScaling DVHType CUMULATIVE DIFFERENTIAL

several-structures = 它并非只属于一个结构
dose-units =
    其 DoseUnits { $units ->
        [none] 缺失
       *[other] 为 { $units }
    }，而非 GY
volume-units =
    其 DVHVolumeUnits { $units ->
        [none] 缺失
       *[other] 为 { $units }
    }，而非 CM3 或 PERCENT
no-pairs = DVHData 有 { $n } 个值，不成对
negative = DVHData 或 DVHDoseScaling 含负数
type =
    其 DVHType { $type ->
        [none] 缺失
       *[other] 为 { $type }
    }，而非 CUMULATIVE 或 DIFFERENTIAL
no-volume = DVHData 不含体积
volumes-in-percent = 计划系统仅以百分比给出此曲线的体积
