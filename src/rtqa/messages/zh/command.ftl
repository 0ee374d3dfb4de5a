### codes: check compare transfer course lint new rtqa machine dose second dvh cohort protocols structures
### codes: Gamma FFF MV map sha Gy

plans = 计划数
plan = 计划 { $name }
exported = 已导出：{ $files }
computed = 计算方式：{ $method }

## check

path = ── 路径 { $n }
stage = 步骤
all-stages = 合计

## cohort

patients = 患者数
mean-error = 平均误差
left = 剩余 { $left }，{ $states }

## compare --transfer

parameter = 参数
control-point = 控制点
and-more =
    { $n ->
        [0] { $point }
       *[other] { $point } 及另外 { $n } 个
    }
absent = 无
transfer-agrees = 两个计划传给机器的内容相同：{ $beams } 个射野，{ $points } 个控制点。

## course lint, new

course-in-order = { $phases } 个阶段，{ $events } 个事件，无错误
course-begun = 已写入：{ $file }；下一步：rtqa check --course { $file }

## dose-compare

gamma =
    γ { $criteria }，{ $kind ->
        [local] 局部
       *[global] 全局
    }：{ $n } 个点中 { $share } 通过，平均 { $mean }
largest-difference = 最大差值：{ $difference }，位于 ({ $x }, { $y }, { $z }) mm

## dvh

in-dose-grid = 剂量网格内
min-gy = 最小/Gy
mean-gy = 平均/Gy
max-gy = 最大/Gy
partly-outside = 部分位于剂量网格之外：剂量仅指网格内的部分

## machine lint, second-dose

machine = { $name }；治疗机：{ $machines }
any = 任意
energy =
    { $energy }{ $filter ->
        [unflattened] {" "}FFF
       *[flattened] {""}
    }
states = 所述
share = 剂量占比/%
best-factor = 最佳系数

## protocols

version = 版本
title = 标题
phase = 阶段 { $phase }：{ $title }
all-phases = 所有阶段之和
no-phase = 不属于任何阶段
silent = 原文自相矛盾或未作规定之处
source = { $source }；sha256 { $sha256 }
clause =
    { $clause }：{ $asked }{ $judged ->
        [no] （仅供参考）
       *[yes] {""}
    }
notice = { $notice }（{ $kind }）：{ $says }
read-as = 解读：{ $reading }
not-taken = 未采用：{ $reading }（{ $why }）
assumed = 假定：{ $assumption }
contradiction = { $rule }（{ $places }）：{ $says }
place = { $clause }，第 { $line } 行

## structures

contours = 轮廓数
planes = 层数
derived = { $structure } 由 { $parts } 导出。
not-drawn = 计划中没有结构 { $structure }。
perhaps = 可能是：{ $offer }
in-parts = { $structure } 以带编号的部分勾画：{ $parts }。逐一判定。
several = 有多个结构对应 { $structure }：{ $candidates }。请用 --map 选择。
either = 选项：{ $offer }
offer = { $option }（按其名称为{ $mark }）
