### codes: PatientID

patient = 患者
unknown = 它未注明 PatientID，无法得知属于谁；请重新导出。
differs = 其 PatientID 与 { $other } 的不同；请确认两者属于同一患者。
details-differ = 其 PatientID 与 { $other } 的相同，但{ $details }不同。请确认两者属于同一患者。
others-left-out = 文件中有 { $n } 个对象的 PatientID 不同，未参与判定；请将同一患者的文件放在一起。
name = 姓名
birth-date = 出生日期
sex = 性别
issuer = PatientID 的签发机构
