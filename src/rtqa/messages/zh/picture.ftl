### codes: CT EQD2

highest-dose = 最高剂量点
largest-difference = 最大差值处，{ $difference }
hottest = { $structure } 剂量最高处，限值 { $limits }
coldest = { $structure } 剂量最低处，限值 { $limits }
hottest-eqd2 = { $structure } 的 EQD2 最高处（α/β = { $ratio }），限值 { $limits }
coldest-eqd2 = { $structure } 的 EQD2 最低处（α/β = { $ratio }），限值 { $limits }
limit = { $metric } { $limit }
vertex = { $vertex } 的中心
ct-soft-tissue = CT，软组织窗
ct-bone = CT，骨窗
image = { $modality }
