### codes: rtqa desk toml

later-edition = 该归档由更新版本的 rtqa 创建：请安装该版本。
no-database = 归档已损坏或不是归档：请从备份恢复。
away = 数据库没有响应，或拒绝访问：请查看 desk.toml 中的数据库设置。
