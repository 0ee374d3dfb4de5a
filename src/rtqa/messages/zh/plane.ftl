axial = 横断面
coronal = 冠状面
sagittal = 矢状面
