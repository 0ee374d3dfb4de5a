### codes: FrameOfReferenceUID ReferencedSOPClassUID

references = 文件之间的引用
frames = 参考坐标系
absent = 文件中没有与其他对象相配的 { $role }；请一并导出。
none-named =
    它未引用{ $sought ->
        [RTPLAN] 计划
       *[RTSTRUCT] 结构集
    }；{ $by ->
        [frame] 按相同参考坐标系
       *[only] 因仅此一个
    }采用了 { $taken }。
not-at-hand =
    它引用的{ $sought ->
        [RTPLAN] 计划
       *[RTSTRUCT] 结构集
    }不在文件中；{ $by ->
        [frame] 按相同参考坐标系
       *[only] 因仅此一个
    }采用了 { $taken }。请核对它们是否相配，或一并导出。
several =
    它引用了 { $n } 个{ $sought ->
        [RTPLAN] 计划
       *[RTSTRUCT] 结构集
    }；采用了第一个。请重新导出。
other-class =
    它作为{ $sought ->
        [RTPLAN] 计划
       *[RTSTRUCT] 结构集
    }引用的对象属于其他类别（ReferencedSOPClassUID）。
other-structures = 它引用的结构集与 { $other } 引用的不同；采用的是 { $taken }。请核对它们是否相配。
other-dose = 它引用的剂量并非与之相配的剂量。请核对它们是否相配。
several-images = 有 { $n } 个影像与其参考坐标系相同，而它未指明其中任何一个；均未采用。
image-not-at-hand = 它指明的影像不在文件中；采用了相同参考坐标系的 { $taken }。
no-image-named = 它未指明影像；采用了相同参考坐标系的 { $taken }。
study-differs = 其检查与 { $other } 的不同；请确认两者相配。
left-aside = 没有计划或剂量引用它，未参与判定。
newer-left-aside = 没有计划或剂量引用它，未参与判定，但它比所采用的更新；请确认应以哪一个为准。
frame-unknown = 它未注明参考坐标系，无法得知其坐标与其他对象的是否一致；请连同 FrameOfReferenceUID 重新导出。
frame-differs = 其参考坐标系与 { $other } 的不同，坐标不可相互比较；请导出同一影像的对象，或先行配准。
unread = 有 { $role }，但无法读取。
verification = 该计划在模体或探测器上验证另一计划；已连同其剂量搁置。
rejected = 该计划已被否决，而文件中有基于同一结构且已批准的计划；已连同其剂量搁置。
several-studies = 各对象分属 { $n } 项检查，导出时常会如此；是否相配，以它们之间的引用为准。
contours-elsewhere = { $names } 不在其轮廓所引用的层面上：它被移动过，或勾画于另一影像。
