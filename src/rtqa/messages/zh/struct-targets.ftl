### codes: GTV CTV PTV
nothing = 未将 GTV、CTV 或 PTV 与处方比较：各靶区均有条款或处方，或没有给体积的处方剂量。
treated = 没有处方的 { $n } 个 GTV、CTV 或 PTV 均位于处方靶区之内，或受到其剂量。
with-dose = { $name }（D95% { $dose }）
untreated = { $n } 个肿瘤体积没有处方，且位于处方靶区之外：{ $targets }。
why-untreated = 是遗漏，还是本计划不予治疗？
other-side = { $name } 按名称在{ $side ->
        [left] 左
       *[right] 右
    }侧，却完全位于另一侧，距中线至少 { $distance }（{ $middle }）。
why-other-side = 名称或勾画属于另一结构
