contradiction = 矛盾
silence = 未作规定
