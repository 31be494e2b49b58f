//! What the invented plant is made of: its departments, posts, answers, authorities, and the checklists it wrote itself.

/// Name of the plant.
pub(super) const NAME: &str = "江城精工机械有限公司";
/// Short name, for document numbers.
pub(super) const SHORT_NAME: &str = "江城精工";
/// Who its reports go to.
pub(super) const RECIPIENT: &str = "江城市江南区应急管理局";

/// Letter of a kind of workplace, as the tables of findings use it: o offices, m machining, w welding, g grinding,
/// a assembly, e equipment and power, s stores.
pub(super) type Line = char;

/// A department that is not a workshop: name, name of the one above it, its line, posts and how many hold each. The first post
/// leads it.
pub(super) struct Office {
    pub(super) name: &'static str,
    pub(super) line: Line,
    pub(super) posts: &'static [(&'static str, usize)],
}

/// Departments beside the workshops.
pub(super) const OFFICES: &[Office] = &[
    Office {
        name: "经理室", line: 'o', posts: &[("总经理", 1), ("安全副总经理", 1), ("生产副总经理", 1)]
    },
    Office {
        name: "综合管理部",
        line: 'o',
        posts: &[("综合管理部部长", 1), ("人事专员", 1), ("行政文员", 2), ("门卫", 4), ("炊事员", 3)],
    },
    Office {
        name: "安全环保部", line: 'o', posts: &[("安全环保部部长", 1), ("安全管理员", 2), ("安全内勤", 1)]
    },
    Office {
        name: "技术质量部", line: 'o', posts: &[("技术质量部部长", 1), ("工艺工程师", 6), ("检验员", 9)]
    },
    Office { name: PRODUCTION, line: 'o', posts: &[("生产部部长", 1), ("生产调度", 3)] },
    Office {
        name: "设备动力部",
        line: 'e',
        posts: &[("设备动力部部长", 1), ("设备管理员", 2), ("电工", 5), ("机修工", 6)],
    },
    Office {
        name: "仓储物流部",
        line: 's',
        posts: &[("仓储物流部部长", 1), ("仓库管理员", 5), ("叉车司机", 4), ("搬运工", 2)],
    },
];

/// The department above the workshops.
pub(super) const PRODUCTION: &str = "生产部";

/// A workshop of the small plant: name, line, workers beside its head and team leaders, trades.
pub(super) struct Workshop {
    pub(super) name: &'static str,
    pub(super) line: Line,
    pub(super) workers: usize,
    pub(super) trades: &'static [&'static str],
}

/// The workshops; a larger plant has more of the same.
pub(super) const WORKSHOPS: &[Workshop] = &[
    Workshop {
        name: "机加工一车间",
        line: 'm',
        workers: 32,
        trades: &["数控操作工", "车工", "铣工", "磨工", "行车工"],
    },
    Workshop {
        name: "机加工二车间", line: 'm', workers: 30, trades: &["数控操作工", "车工", "铣工", "钳工"]
    },
    Workshop {
        name: "焊接车间", line: 'w', workers: 24, trades: &["电焊工", "电焊工", "下料工", "行车工"]
    },
    Workshop { name: "打磨抛光车间", line: 'g', workers: 16, trades: &["打磨工", "抛光工"] },
    Workshop {
        name: "装配车间", line: 'a', workers: 22, trades: &["装配钳工", "装配钳工", "行车工", "检验员"]
    },
];

/// Posts and their roles.
pub(super) const POSTS: &[(&str, &str)] = &[
    ("总经理", "principal"),
    ("安全副总经理", "deputy"),
    ("生产副总经理", "other"),
    ("安全环保部部长", "safety_head"),
    ("安全管理员", "safety_manager"),
    ("安全内勤", "other"),
    ("综合管理部部长", "other"),
    ("人事专员", "other"),
    ("行政文员", "other"),
    ("门卫", "worker"),
    ("炊事员", "worker"),
    ("技术质量部部长", "other"),
    ("工艺工程师", "other"),
    ("检验员", "worker"),
    ("生产部部长", "other"),
    ("生产调度", "other"),
    ("设备动力部部长", "other"),
    ("设备管理员", "other"),
    ("仓储物流部部长", "other"),
    ("车间主任", "workshop_head"),
    ("班组长", "team_leader"),
    ("兼职安全员", "part_time_safety"),
    ("数控操作工", "worker"),
    ("车工", "worker"),
    ("铣工", "worker"),
    ("磨工", "worker"),
    ("钳工", "worker"),
    ("电焊工", "worker"),
    ("下料工", "worker"),
    ("打磨工", "worker"),
    ("抛光工", "worker"),
    ("装配钳工", "worker"),
    ("行车工", "worker"),
    ("电工", "worker"),
    ("机修工", "worker"),
    ("仓库管理员", "worker"),
    ("叉车司机", "worker"),
    ("搬运工", "worker"),
];

/// What the plant has answered. Not asked yet on purpose, so that 资料不足 shows: 火灾风险高的场所, 重大危险源, 危险物品使用,
/// 承包单位, 职业病危害程度, 公众聚集场所.
pub(super) const FACTS: &[(&str, &str)] = &[
    ("industry", "machinery"),
    ("authority", RECIPIENT),
    ("province", "楚江省"),
    ("region", "江城市江南区"),
    ("party", "no"),
    ("board", "no"),
    ("construction_project", "no"),
    ("dust_explosion", "yes"),
    ("confined_space", "yes"),
    ("special_equipment", "yes"),
    ("special_operations", "yes"),
    ("fire_key_unit", "yes"),
    ("mine", "no"),
    ("oil_gas", "no"),
    ("metal_smelting", "no"),
    ("construction", "no"),
    ("transport", "no"),
    ("urban_rail", "no"),
    ("fishery", "no"),
    ("weapons", "no"),
    ("hazardous_goods_production", "no"),
    ("hazardous_goods_operation", "no"),
    ("hazardous_goods_storage", "no"),
    ("hazardous_goods_loading", "no"),
    ("hazardous_goods_transport", "no"),
    ("fireworks", "no"),
    ("civil_explosives", "no"),
    ("chemical_plant", "no"),
    ("crowded_place", "no"),
    ("ammonia_refrigeration", "no"),
];

/// Authorities: name, kind, contact, telephone.
pub(super) const AUTHORITIES: &[(&str, &str, &str, &str)] = &[
    (RECIPIENT, "emergency", "江科长", "0999-80000110"),
    ("江城市江南区市场监督管理局", "market", "石科长", "0999-80000315"),
    ("江城市江南区消防救援大队", "fire", "卢参谋", "0999-80000119"),
    ("江城市江南区卫生健康局", "health", "", ""),
    ("江城市江南区望江街道办事处", "township", "田主任", "0999-80000520"),
];

/// An item of a checklist of the plant's own: code, object, content, standard, field, kind.
type OwnItem = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

/// A checklist of the plant's own.
pub(super) struct OwnList {
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    pub(super) serves: &'static str,
    pub(super) items: &'static [OwnItem],
}

const EQUIPMENT: &str = "special_equipment";

/// Daily control and weekly screening of special equipment (市场监管总局令第74号): the packs leave their lists to the plant.
pub(super) const OWN_LISTS: &[OwnList] = &[
    OwnList {
        code: "own.s18d",
        title: "特种设备日管控表",
        serves: "S18D",
        items: &[
            ("RG01", "行车", "限位、急停、吊钩防脱和制动", "试车正常，吊钩防脱装置完好", EQUIPMENT, "equipment"),
            ("RG02", "叉车", "制动、灯光、喇叭和安全带", "班前点检合格，安全带能扣紧", EQUIPMENT, "equipment"),
            ("RG03", "空压机储气罐", "压力、安全阀和排污", "压力在规定范围，安全阀铅封完好", EQUIPMENT, "equipment"),
            ("RG04", "作业人员", "持证和精神状态", "证件在有效期内，无疲劳酒后上岗", EQUIPMENT, "human"),
            ("RG05", "运行记录", "前一日问题的处理", "问题已处理并签字", EQUIPMENT, "management"),
        ],
    },
    OwnList {
        code: "own.s18w",
        title: "特种设备周排查表",
        serves: "S18W",
        items: &[
            ("PZ01", "日管控", "本周日管控记录和问题闭环", "记录连续，问题已闭环", EQUIPMENT, "management"),
            ("PZ02", "行车", "钢丝绳、轨道和电气", "断丝磨损未超标，接线无破损", EQUIPMENT, "equipment"),
            ("PZ03", "吊索具", "编号、标签和存放", "有额定载荷标签，破损的已报废", EQUIPMENT, "equipment"),
            ("PZ04", "叉车", "轮胎、货叉和充电区", "货叉无裂纹，充电区通风良好", EQUIPMENT, "equipment"),
            ("PZ05", "压力容器", "压力表、安全阀的校验期", "在校验有效期内", EQUIPMENT, "equipment"),
            ("PZ06", "检验计划", "下次检验日期", "到期前一个月已报检", EQUIPMENT, "management"),
        ],
    },
];
