### codes: DICOM TissueHeterogeneityCorrection NominalBeamEnergy
grid-not-known = 剂量网格未知；要求体素至多 { $most }。
grid = 剂量体素边长至多 { $longest }；要求至多 { $most }。
energies-not-known = 并非每个治疗射束都给出能量；要求 { $allowed }。
energies = { $n } 个治疗射束的能量均为 { $energies }；要求 { $allowed }。
other-energies = 治疗射束的能量有 { $energies }；要求 { $allowed }。
tissue =
    据 TissueHeterogeneityCorrection (3004,0014)，剂量{ $stated ->
        [water] 按水计算
       *[corrected] 按患者组织计算
    }；要求{ $asked ->
        [water] 按水
       *[corrected] 作组织校正
    }。
tissue-not-stated =
    剂量文件未说明是否作了组织校正 (3004,0014)；要求{ $asked ->
        [water] 按水
       *[corrected] 作组织校正
    }，请在计划系统中查看。
algorithm = DICOM 不记录剂量算法；要求 { $allowed }，请在计划系统中查看。
why-energies = 请在计划系统中查看射束：计划未给出每个射束的 NominalBeamEnergy (300A,0114)
