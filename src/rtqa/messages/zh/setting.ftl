### codes: DVH sha

dvh = DVH
mapping = 结构对应
none = 无
pair = { $name } = { $structure }
pairs = { $pairs }
course-file = 疗程文件
given = sha256 { $sha256 }，由用户指定
found = sha256 { $sha256 }，在文件中找到
reference = 参考资料 { $id }
version = 版本 { $version }，sha256 { $sha256 }
side = 靶区所在侧
on-the-side =
    { $side ->
        [left] 左侧（已说明）
       *[right] 右侧（已说明）
    }
