### codes: issuer https DICOM SQLite PostgreSQL rtqa desk serve chmod typst PDF protocols lint

# 工作台的设置情况，每项一行

settings-good = 设置有效。
settings = 设置无效：{ $fault }
disk = 磁盘可用空间 { $free }；须保留 { $stays }。
open-folder = 本机其他用户可读取数据文件夹：请取消其权限（chmod 700）。
at-work = 一个工作台正在此文件夹中运行；未测试其端口。
page = 网页
node = DICOM 节点
destination = 发送目标
port-free = { $what }的端口可用：{ $host }，端口 { NUMBER($port, useGrouping: 0) }。
port-taken = { $what }所需的端口已被占用或无法使用：{ $host }，端口 { NUMBER($port, useGrouping: 0) }。
on-network = 网络上的其他机器可访问{ $what }。
certificate-good = { $what }的证书与其密钥相符，有效期至 { $until }。
certificate-ends = { $what }的证书有效期至 { $until }，还剩 { $n } 天：请续期。
certificate-expired = { $what }的证书已于 { $until } 过期：无人会与其连接。请续期。
certificate-not-yet = { $what }的证书自 { $begins } 起才有效：请检查系统时钟。
certificate-bad = { $what }的证书或密钥无法读取，或二者不匹配。
sqlite = SQLite
postgresql = PostgreSQL
archive = 归档（{ $kind }）已打开且版本相符；其中有 { $n } 个病例。
clock-good = 时钟：{ $now }。
clock = 时钟有误，或曾被调回：{ $now }。
no-admin = 尚无管理员：rtqa desk serve 会为第一位管理员显示一次性令牌。
not-sent = 有 { $n } 份报告或应答未能发送到其他系统。
no-rules = 没有规则说明病例按哪个方案评判：将在网页上逐例询问。
rule-good = 规则 { $n }：方案 { $protocol } 可用。
rule-bad = 规则 { $n }：没有方案 { $protocol }，或其无效（rtqa protocols lint）。
provider-good = 医院的登录服务可用，并给出密钥：{ $issuer }
provider-bad = 医院的登录服务 { $issuer } { $why ->
    [unreachable] 没有应答：请检查地址、网络及其证书
    [issuer] 的自称与设置不同：请按其自称填写 issuer
    [not-encrypted] 给出了非 https 的地址
    [signature] 未给出可读的密钥
   *[other] 的应答不符合标准（{ $why }）
}。
serving-page = 网页：{ $url }
serving-node = DICOM 节点：{ $title }，位于 { $host }，端口 { NUMBER($port, useGrouping: 0) }。
serving-token = 用此一次性令牌创建第一个账户：{ $token }
no-pdf = 未安装 typst：报告没有 PDF，也无法回传。
self-test-good = 已知剂量的病例在 { $seconds } 内走完全程：平均剂量 { $mean }，解析解为 { $true }。
self-test-bad = 已知剂量的病例未能走完全程：{ $at }。
self-test-fault = 无法试验已知剂量的病例（{ $error }）。
sending = 节点未接收
checking = 检查失败或超时
dose = 其剂量与解析解不符
keeping = 所保存的与所发送的不一致
