### codes: FrameOfReferenceUID RegistrationSequence MatrixSequence

no-frame = 缺少 FrameOfReferenceUID，无法得知配准的目标
no-registration = RegistrationSequence 缺失或为空；请重新导出该对象
no-matrix = MatrixSequence 缺失或为空；请重新导出该对象
