nothing = 没有名称标明左右的结构。
on-a-side =
    { $side ->
        [left] { $name } 位于中线左侧 { $distance } 处（依据 { $middle }）。
       *[right] { $name } 位于中线右侧 { $distance } 处（依据 { $middle }）。
    }
on-both-sides = { $name } 位于中线右侧 { $right } 至左侧 { $left } 之间（依据 { $middle }）。
beside-partner =
    { $side ->
        [left] { $name } 位于 { $partner } 左侧 { $distance } 处。
       *[right] { $name } 位于 { $partner } 右侧 { $distance } 处。
    }
not-known = { $name }：所在侧未知。
why-not-known = 没有结构可用于确定患者的中线：脊髓、脑干、体表或对侧结构
middle-organs = 位于患者中线的结构：脊髓、脑干或体表
why-other-side =
    { $side ->
        [left] 其名称标明为左侧
       *[right] 其名称标明为右侧
    }
why-near =
    { $side ->
        [left] 其名称标明为左侧，不在该侧可能是因为头部转动或中线偏斜
       *[right] 其名称标明为右侧，不在该侧可能是因为头部转动或中线偏斜
    }
