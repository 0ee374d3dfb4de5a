left-out = 一个含 { $n } 层的序列未采用：{ $reason }。
slice-without-place = 某层未注明其位置；请重新导出该序列
slices-at-one-place = 有两层位于同一位置；请只导出一次重建
slices-shifted = 各层相互错位，如同机架倾斜
