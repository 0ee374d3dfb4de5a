### codes: rtqa

later-edition = 该归档由更新版本的 rtqa 创建：请安装该版本。
no-database = 归档已损坏或不是归档：请从备份恢复。
