described = { $target }：{ $volume }，最长径 { $longest }；D95% { $cold }，D50% { $half }，D5% { $hot }。
table = { $target }：靶区整体
figure = 项目
