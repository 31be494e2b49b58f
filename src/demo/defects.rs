//! What goes wrong in a machine-building plant, as people write it down: our own words, by checklist item.

use super::plant::Line;

/// A finding on a checklist item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Defect {
    pub(super) list: &'static str,
    pub(super) item: &'static str,
    /// Lines it occurs in; empty: all.
    pub(super) lines: &'static str,
    pub(super) words: &'static str,
    pub(super) cure: Cure,
}

/// How a hazard is mended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cure {
    pub(super) measures: &'static str,
    /// Days it is given; 0: on the spot.
    pub(super) days: i64,
    /// What it costs, in yuan.
    pub(super) yuan: i64,
}

const fn defect(
    list: &'static str,
    item: &'static str,
    lines: &'static str,
    words: &'static str,
    measures: &'static str,
    days: i64,
    yuan: i64,
) -> Defect {
    Defect { list, item, lines, words, cure: Cure { measures, days, yuan } }
}

impl Defect {
    /// Whether it can be found with this list in this line.
    pub(super) fn fits(&self, list: &str, line: Line) -> bool {
        self.list == list && (self.lines.is_empty() || self.lines.contains(line))
    }
}

const D: &str = "cl.daily";
const W: &str = "cl.weekly";
const M: &str = "cl.monthly";

/// Findings on checklist items.
pub(super) const DEFECTS: &[Defect] = &[
    defect(D, "D01", "", "夜班班前会没有签到记录", "补签到，班组长每班检查", 0, 0),
    defect(D, "D03", "wg", "1名操作工未戴防尘口罩", "当场佩戴，班会上提醒", 0, 0),
    defect(D, "D03", "m", "1名车工戴手套操作旋转设备", "当场制止，脱下手套，班组内通报", 0, 0),
    defect(D, "D03", "mwa", "2人未戴护目镜", "当场佩戴并教育", 0, 0),
    defect(D, "D04", "w", "焊工证未随身携带，现场不能核对", "取证核对，证件复印件放班组", 0, 0),
    defect(D, "D05", "m", "3号车床卡盘防护罩固定螺栓松脱", "更换螺栓并紧固，试车确认", 2, 60),
    defect(D, "D05", "m", "台钻皮带罩缺失", "按原样加装皮带防护罩", 4, 280),
    defect(D, "D05", "g", "砂轮机托架间隙过大", "调整托架间隙到3 mm以内", 0, 0),
    defect(D, "D05", "a", "压装机双手启动按钮有一个失灵", "更换按钮，恢复双手启动", 3, 450),
    defect(D, "D06", "m", "加工中心防护门联锁被短接", "停机拆除短接线，恢复联锁并测试", 1, 200),
    defect(D, "D06", "w", "焊接机器人围栏急停被杂物遮挡", "清走杂物，划黄线禁放", 0, 0),
    defect(D, "D07", "m", "液压站油管接头渗油", "更换密封圈，清理地面油污", 3, 120),
    defect(D, "D08", "", "插线板拖地使用，外皮有破损", "更换插线板并架空固定", 1, 90),
    defect(D, "D08", "w", "焊机二次线接头裸露", "重新压接并包绝缘", 1, 40),
    defect(D, "D09", "", "配电箱门未关，箱前堆放料架", "移走料架，关门上锁，地面划线", 0, 0),
    defect(D, "D09", "", "配电箱内回路标识脱落", "重新制作回路标识", 3, 50),
    defect(D, "D10", "", "安全通道被半成品占用", "清理通道，半成品移入定置区", 0, 0),
    defect(D, "D11", "", "灭火器被物料遮挡", "移开物料，划出取用区", 0, 0),
    defect(D, "D12", "ma", "工件码放超高，没有防倒措施", "降低码放高度，加装挡板", 1, 0),
    defect(D, "D13", "ga", "清洗剂用完未加盖，现场存放超过当班用量", "加盖，多余的退回库房", 0, 0),
    defect(D, "D14", "w", "氧气瓶没有防倾倒装置", "加装防倒链", 1, 150),
    defect(D, "D14", "w", "乙炔瓶未装回火防止器", "停用，更换带回火防止器的减压装置", 1, 180),
    defect(D, "D15", "", "通道照明灯2盏不亮", "更换灯管", 2, 80),
    defect(D, "D15", "m", "机床旁地面有切削液积存", "清理地面，加接液盘", 1, 120),
    defect(D, "D16", "g", "除尘器压差超过规定仍在使用", "停机清灰，更换滤筒", 2, 2600),
    defect(D, "D16", "w", "焊烟净化器吸气臂破损", "更换吸气臂", 5, 900),
    defect(D, "D17", "we", "动火点旁没有放灭火器", "停止作业，放置灭火器后继续", 0, 0),
    defect(D, "D18", "", "下班后2台设备未断电", "断电，纳入班组考核", 0, 0),
    defect(W, "W01", "", "上周1条隐患到期未整改，没有延期手续", "补办延期并落实临时措施", 2, 0),
    defect(W, "W02", "", "日检查表有2天漏填", "说明情况，班组长不得补填，纳入考核", 3, 0),
    defect(W, "W03", "", "本周安全活动没有签到", "补开活动并签到", 3, 0),
    defect(W, "W05", "", "操作规程不是现行版本", "换发现行版本，收回旧版", 3, 30),
    defect(W, "W06", "mga", "砂轮片超过最小直径仍在使用", "更换砂轮片并平衡试转", 1, 160),
    defect(W, "W06", "m", "铣床电磁制动失效，停车时间过长", "检修制动器，试车合格后使用", 7, 1200),
    defect(W, "W07", "m", "折弯机光电保护装置灵敏度下降", "重新调校，每班试验并记录", 3, 0),
    defect(W, "W08", "mwa", "吊带边缘割裂仍挂在使用区", "报废剪断，补领新吊带", 1, 260),
    defect(W, "W08", "mwa", "吊钩防脱钩装置弹簧失效", "更换防脱装置", 2, 90),
    defect(W, "W10", "m", "储气罐压力表超过检定期", "送检，更换备用表", 7, 150),
    defect(W, "W11", "", "配电箱PE端子松动", "紧固并测量接地电阻", 2, 0),
    defect(W, "W12", "wga", "角磨机没有防护罩", "停用，装回防护罩", 1, 70),
    defect(W, "W13", "", "应急照明灯1盏不亮", "更换蓄电池", 5, 110),
    defect(W, "W13", "", "室内消火栓箱内缺水枪", "补配水枪", 3, 60),
    defect(W, "W14", "ga", "油漆稀料与工具混放在铁皮柜", "配置防爆柜，分类存放", 10, 1800),
    defect(W, "W15", "w", "动火票的监护人未签字", "停止作业，补全审批后再动火", 1, 0),
    defect(W, "W18", "mwe", "检修平台踢脚板缺失一段", "焊接补齐踢脚板", 6, 400),
    defect(W, "W18", "mwe", "直爬梯护笼变形", "校正加固护笼", 8, 700),
    defect(W, "W19", "", "“必须戴护耳器”标志褪色", "更换标志", 4, 25),
    defect(W, "W20", "wg", "局部排风罩风速不足", "清理风道，调整风阀", 5, 300),
    defect(W, "W22", "", "急救箱内碘伏过期", "更换并每月检查", 2, 45),
    defect(M, "M01", "o", "3个岗位的责任清单没有考核标准", "补充考核标准并公示", 10, 0),
    defect(M, "M06", "o", "粉尘清扫制度没有写清扫周期", "修订制度，发布执行", 12, 0),
    defect(M, "M07", "o", "2名转岗人员没有车间级教育记录", "停岗补训，考核合格后上岗", 5, 0),
    defect(M, "M09", "o", "新增压装机没有做风险辨识", "组织辨识，更新风险清单和告知牌", 10, 0),
    defect(M, "M15", "o", "行车检修记录缺验收签字", "补验收，以后检修当日签字", 4, 0),
    defect(M, "M18", "o", "配电室绝缘垫老化开裂", "更换绝缘垫", 10, 860),
    defect(M, "M20", "o", "消防水池液位计失灵", "更换液位计", 12, 1500),
    defect(M, "M25", "o", "有限空间作业票的检测时间早于作业30分钟以上", "考核审批人，重申检测间隔", 5, 0),
    defect(M, "M28", "o", "厂区弯道凸面镜破损", "更换凸面镜", 7, 320),
    defect(M, "M30", "o", "装配区照度不足", "增设照明", 14, 2400),
    defect(M, "M32", "o", "防噪耳塞发放没有签收记录", "补登记，按月发放签收", 5, 0),
    defect(M, "M34", "o", "正压式呼吸器气瓶压力不足", "充气并每月检查", 5, 200),
    defect("cl.fire-patrol", "FX01", "", "电动自行车在车棚外飞线充电", "拔除飞线，引导到充电棚", 0, 0),
    defect("cl.fire-patrol", "FX02", "", "2号门疏散通道停放手推车", "移走手推车，划禁停线", 0, 0),
    defect("cl.fire-patrol", "FX03", "", "疏散指示标志1处脱落", "重新安装", 2, 40),
    defect("cl.fire-patrol", "FX05", "", "常闭式防火门用木块顶开", "取走木块，加贴标识", 0, 0),
    defect("cl.fire-patrol", "FX07", "", "消防车通道停放货车", "通知移车，增设标线", 1, 500),
    defect("cl.fire-patrol", "FX08", "", "焊接车间下班后烘箱未断电", "断电，指定专人每日确认", 0, 0),
    defect("cl.fire", "XF04", "", "4具灭火器到期未送修", "送修，临时补足备用灭火器", 10, 480),
    defect("cl.fire", "XF05", "", "室外消火栓缺闷盖", "补配闷盖", 5, 80),
    defect("cl.fire", "XF09", "", "库房防火门闭门器损坏", "更换闭门器", 6, 260),
    defect("cl.fire", "XF12", "", "二季度灭火演练没有评估记录", "补写评估，修订预案", 10, 0),
    defect("cl.extinguisher", "MH02", "", "1具灭火器指针低于绿区", "更换并送修", 2, 60),
    defect("cl.extinguisher", "MH03", "", "1具灭火器铅封缺失", "核对后补铅封", 3, 20),
    defect("cl.extinguisher", "MH06", "", "检查卡缺上月签字", "说明情况，改为双人检查", 3, 0),
    defect("cl.leader", "LD05", "", "1条隐患反复出现，没有查管理原因", "组织原因分析，修订点检内容", 10, 0),
    defect("cl.leader", "LD07", "", "1名电工证件复审即将到期，没有报名", "安排复审，到期前不得单独作业", 14, 300),
    defect("cl.leader", "LD08", "", "污水池入口锁具损坏", "更换锁具，钥匙由安环部保管", 2, 60),
    defect("cl.dust", "FC07", "", "除尘器锁气卸灰装置漏灰", "更换密封，清理周边积尘", 5, 800),
    defect("cl.dust", "FC13", "", "风管法兰跨接线断开", "恢复跨接，测量接地电阻", 3, 120),
    defect("cl.dust", "FC14", "", "2名打磨工没有粉尘防爆培训记录", "停岗补训，考核合格后上岗", 4, 0),
    defect("cl.electric", "YD05", "", "焊接车间配电柜N、PE混接", "停电改接，测试合格后送电", 5, 300),
    defect("cl.electric", "YD09", "", "临时用电超期未拆除", "拆除，核对临时用电台账", 1, 0),
    defect("cl.electric", "YD10", "", "手持电钻绝缘电阻没有检测记录", "检测绝缘并贴合格标签", 5, 0),
    defect("cl.special-equipment", "TZ08", "", "5 t行车大车端部缓冲器开裂", "更换缓冲器，试车", 6, 900),
    defect("cl.special-equipment", "TZ10", "", "叉车倒车蜂鸣器不响", "更换蜂鸣器", 2, 80),
    defect("cl.confined-space", "YX02", "", "除尘器检修口没有有限空间警示牌", "增设警示牌", 4, 60),
    defect("cl.confined-space", "YX11", "", "便携式气体检测仪超过校准期", "送校，借用备用仪器", 8, 400),
    defect("cl.summer", "XJ03", "", "地下泵房排水泵自动启动失灵", "更换浮球开关", 3, 350),
    defect("cl.winter", "DJ04", "", "室外消火栓防冻保温层破损", "重新包扎保温", 5, 240),
    defect("cl.holiday", "JR03", "", "停用的2台加工中心未挂停用牌", "断电挂牌", 0, 0),
    defect("cl.hot-work", "DH05", "", "动火点下方有油棉纱", "停止动火，清理干净后继续", 0, 0),
    defect("cl.hot-work", "DH07", "", "现场只有1具灭火器", "补足2具后继续", 0, 0),
    defect("own.s18d", "RG02", "", "3号叉车安全带卡扣损坏", "停用，更换安全带", 1, 120),
    defect("own.s18d", "RG01", "", "2号行车起升限位不动作", "停用检修，试验合格后使用", 2, 600),
    defect("own.s18w", "PZ03", "", "2根钢丝绳吊索没有额定载荷标签", "补挂标签，无法核实的报废", 2, 100),
];

/// A measured item as below.
type Measured = (&'static str, &'static str, &'static [&'static str], &'static [&'static str], Cure);

/// Items with a measured value: list, item, values that pass, values that do not, what mends it.
pub(super) const MEASURED: &[Measured] = &[
    (
        W,
        "W17",
        &["0.1", "0.2", "0.2", "0.3", "0.4", "0.5", "0.6"],
        &["0.8", "1.1", "1.5"],
        Cure { measures: "停机清扫，缩短清扫周期", days: 1, yuan: 0 },
    ),
    (
        "cl.dust",
        "FC11",
        &["0.2", "0.3", "0.5"],
        &["1.2", "2"],
        Cure { measures: "停产清扫，明确班班清扫责任", days: 1, yuan: 0 },
    ),
    (
        "cl.fire",
        "XF03",
        &["4.2", "4.5", "5"],
        &["3.2"],
        Cure { measures: "清理通道两侧堆物，恢复净宽", days: 3, yuan: 0 },
    ),
    ("cl.fire", "XF08", &["45", "60", "90"], &["18"], Cure { measures: "更换应急灯蓄电池", days: 7, yuan: 640 }),
    (
        "cl.electric",
        "YD06",
        &["30", "15", "10"],
        &["100"],
        Cure { measures: "更换为30 mA漏电保护器", days: 4, yuan: 220 },
    ),
    (
        "cl.confined-space",
        "YX08",
        &["20.8", "20.9"],
        &["18.9"],
        Cure { measures: "加强通风，复测合格再作业", days: 0, yuan: 0 },
    ),
    ("cl.winter", "DJ04", &["8", "10", "12"], &["3.5"], Cure { measures: "泵房加装电暖器", days: 3, yuan: 450 }),
    (
        "cl.hot-work",
        "DH03",
        &["10", "15", "20"],
        &["40"],
        Cure { measures: "停止作业，重新取样分析", days: 0, yuan: 0 },
    ),
    ("cl.hot-work", "DH08", &["10", "12", "15"], &["6"], Cure { measures: "移开气瓶到10 m以外", days: 0, yuan: 0 }),
];

/// Why an item is not applicable today: list, item, lines (empty: all), reason, how often in thousandths.
pub(super) const NOT_APPLICABLE: &[(&str, &str, &str, &str, i64)] = &[
    (D, "D17", "", "当班无动火、有限空间等危险作业", 560),
    (D, "D14", "mga", "本车间不用气瓶", 1000),
    (D, "D13", "m", "当班没有领用易燃品", 350),
    (W, "W17", "mwa", "本车间无可燃性粉尘", 1000),
    (W, "W16", "mwa", "本车间无有限空间", 1000),
    (W, "W15", "", "本周无动火和临时用电", 450),
    (W, "W21", "", "本周无承包商作业", 700),
    (M, "M22", "", "不构成重大危险源", 1000),
    (M, "M13", "", "本月无建设项目", 700),
    (M, "M26", "", "本月无承包承租单位入厂", 400),
    (M, "M35", "", "本月无事故和未遂事件", 800),
    ("cl.fire-patrol", "FX08", "", "巡查时各车间仍在生产", 330),
    ("cl.special-equipment", "TZ06", "", "没有锅炉", 1000),
    ("cl.special-equipment", "TZ13", "", "没有压力管道", 1000),
    ("cl.dust", "FC10", "", "没有遇湿自燃粉尘", 1000),
    ("cl.dust", "FC05", "", "没有铝镁粉尘", 1000),
    ("cl.confined-space", "YX12", "", "没有发包作业", 700),
    ("own.s18d", "RG02", "", "当日叉车未出车", 120),
    ("own.s18d", "RG01", "", "当日行车未使用", 150),
    ("own.s18w", "PZ06", "", "两个月内没有到期设备", 300),
];

/// Why an item was not checked.
pub(super) const NOT_CHECKED: &[&str] =
    &["设备停机检修，没有开机查", "管理人员外出，没有看到记录", "现场锁闭，没有进入", "夜班交接来不及查"];

/// A finding that is on no list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Free {
    pub(super) title: &'static str,
    pub(super) place: &'static str,
    pub(super) field: &'static str,
    pub(super) kind: &'static str,
    pub(super) cure: Cure,
}

const fn free(
    title: &'static str,
    place: &'static str,
    field: &'static str,
    kind: &'static str,
    measures: &'static str,
    days: i64,
    yuan: i64,
) -> Free {
    Free { title, place, field, kind, cure: Cure { measures, days, yuan } }
}

/// What employees report.
pub(super) const REPORTED: &[Free] = &[
    free("厂房西侧雨水井盖松动，走上去会翘", "西侧通道", "site", "environment", "更换井盖并固定", 3, 180),
    free("数控车床油雾大，排风口不吸风", "机加工区", "occupational", "environment", "清洗油雾分离器", 5, 260),
    free("更衣室插座发烫", "更衣室", "electrical", "equipment", "更换插座，核对负荷", 1, 60),
    free("行车轨道下方一块墙皮要掉", "装配区", "building", "environment", "铲除松动墙皮，拉警戒", 2, 300),
    free("叉车在拐角不鸣笛，差点撞到人", "库区路口", "traffic", "human", "约谈司机，拐角加装限速牌", 2, 150),
    free("焊接区遮光帘破了，路过晃眼", "焊接区", "occupational", "equipment", "更换遮光帘", 4, 420),
    free("空压机房夜里有异响", "空压机房", "machinery", "equipment", "停机检查，更换轴承", 4, 1600),
    free("楼梯第三级踏步防滑条翘起", "办公楼", "site", "environment", "重新固定防滑条", 2, 40),
];

/// What authorities find.
pub(super) const ORDERED: &[Free] = &[
    free("安全风险公告栏没有更新责任人", "厂区大门", "management", "management", "更新公告栏内容", 7, 100),
    free("除尘系统清灰记录不连续", "打磨抛光车间", "dust", "management", "按班记录，安环部每周抽查", 10, 0),
    free("部分特种作业人员档案缺体检材料", "安全环保部", "records", "management", "补齐体检材料归档", 14, 600),
    free("消防控制室值班记录有漏签", "消防控制室", "fire", "management", "补充制度，值班长每班核签", 7, 0),
];

/// What inspectors write below the list.
pub(super) const BESIDE: &[Free] = &[
    free("料架地脚螺栓缺2个", "", "site", "equipment", "补齐螺栓", 3, 30),
    free("外来送货人员未戴安全帽进入车间", "", "contractor", "human", "劝离，门卫发放访客安全帽", 0, 0),
    free("车间北窗玻璃开裂", "", "building", "environment", "更换玻璃", 6, 200),
    free("油桶没有接地", "", "electrical", "equipment", "加装接地夹", 2, 80),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::plant::OWN_LISTS;
    use crate::knowledge::Packs;

    #[test]
    fn every_finding_names_an_item_that_is_there() {
        let packs = Packs::builtin().unwrap();
        let known = |list: &str, item: &str| {
            packs.checklists().iter().any(|it| it.id == list && it.item.iter().any(|one| one.code == item))
                || OWN_LISTS.iter().any(|it| it.code == list && it.items.iter().any(|one| one.0 == item))
        };
        let named = DEFECTS.iter().map(|it| (it.list, it.item));
        let named = named.chain(MEASURED.iter().map(|it| (it.0, it.1)));
        for (list, item) in named.chain(NOT_APPLICABLE.iter().map(|it| (it.0, it.1))) {
            assert!(known(list, item), "{list} {item}");
        }
    }
}
