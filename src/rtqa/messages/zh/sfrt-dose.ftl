described = { $target }：顶点平均 { $means }；谷区平均 { $mean }，最高 { $most }。
described-without-mean = { $target }：顶点平均剂量未知；谷区平均 { $mean }，最高 { $most }。
no-coverage = 计划没有可供计算覆盖率的靶区处方
coverage = 覆盖率以 { $dose } 计，即计划对靶区的最高处方剂量
table = { $target }：顶点内的剂量
