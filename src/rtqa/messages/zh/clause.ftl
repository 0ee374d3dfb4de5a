### codes: EQD

of-arm = { $asked }；适用于试验组 { $arms }
pair = { $key } { $value }
parts = { $parts }
approval = 计划在照射前已批准
interval =
    自 { $first } 至 { $last }{ $n ->
        [one] ：{ $ways }
       *[other] ，原文可有 { $n } 种含义：{ $ways }
    }
image =
    { $image ->
        [planning] 定位影像
       *[baseline] 基线影像
    }：{ $parts }
of-modality = { $modalities }
slices = 层厚不超过 { $most }
calculation = 剂量计算：{ $parts }
voxels = 体素不超过 { $most }
energies = 能量 { $energies }
tissue =
    { $heterogeneity ->
        [water] 按水计算
       *[corrected] 经组织不均匀性校正
    }
algorithms = 算法 { $algorithms }（仅列出，不判定）
margin =
    { $structure } 围绕 { $around }：{ $margins }{ $outside ->
        [review] ；建议值
       *[fail] {""}
    }
at-least = 至少 { $size }
at-most = 至多 { $size }
side =
    { $side ->
        [left] 左
        [right] 右
        [anterior] 前
        [posterior] 后
        [superior] 上
        [inferior] 下
       *[all] 其余方向
    } { $size }
weeks = 至多 { $n } 周，计法：{ $ways }
days = 至多 { $n } 天，计法：{ $ways }
hours-apart = 两次照射间隔 { $hours }
hours-apart-in-a-day = 同一天内两次照射间隔 { $hours }
technique = 照射技术 { $techniques }
technique-daily = 照射技术 { $techniques }，每天 { $fractions }，每周至少 { $n } 天
size-not-judged = { $structure }：最长径，不判定
size =
    { $structure }：{ $diameter ->
        [space] 三维最长径
        [axial] 横断面内最长径
       *[both] 三维与横断面内最长径
    } { $limits }
prescription = { $structure }：{ $dose } 分 { $fractions }
prescription-of-any = 每个靶区处方：{ $dose } 分 { $fractions }
fraction =
    每次 { $dose }{ $judged ->
        [implied] （原文如此，按总剂量与分次数判定）
       *[written] {""}
    }
or-another = 或满足 { $word } 中的另一项
limit = { $subject }：{ $metric } { $limit }
limit-by = { $subject }：{ $metric } { $first } 至 { $last }，依 { $structure } 的 { $by }（{ $span }）
all-of = { $names } 中的每一个
any-of = { $names } 中的至少一个
together = { $names } 合并
away-from = { $names } 中 { $target } 对侧的一个
beside = { $names } 中 { $target } 同侧的一个
eqd2 = 以 EQD2 计，α/β { $alpha_beta }
percent-of = 100 % 为 { $structure } 的处方剂量
variation = 可接受偏差 { $variation }
of-fractions = 分 { $fractions } 时
recommended = 建议值
priority = 优先级 { $n }
