unexplained = 各条款按原文判定；方案文件未提及此矛盾。
