//! New workers: three levels before the post (3号令 12, 13; 安全生产法 28).

use super::{Case, check};

#[test]
fn new_workers_are_trained_at_three_levels_before_the_post() {
    let three =
        "train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8";
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let hired = "hired 2026-03-02; post 1 worker 2026-03-02; ";
    let full = leak(format!("{hired}{three}"));
    let cases = [
        Case(
            "3号令13 上岗前一日",
            "general",
            "hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-01",
            "HR05",
            "none",
            "",
        ),
        Case(
            "3号令13 上岗当日未训",
            "general",
            "hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-02",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "3号令13 当日的记录算数（决定6）",
            "general",
            full,
            "2026-03-02",
            "HR05",
            "met 2026-03-02 24/24 by 2026-03-02",
            "",
        ),
        Case(
            "3号令13 次日才完成，仍是完成但迟",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-03 initial/team 8"
            )),
            "2026-03-03",
            "HR05",
            "met 2026-03-03 24/24 by 2026-03-02",
            "",
        ),
        Case(
            "3号令13 差半学时",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 7.5"
            )),
            "2026-03-02",
            "HR05",
            "unmet 23.5/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "3号令12 缺班组级",
            "general",
            leak(format!("{hired}train 2026-03-01 initial/plant 16; train 2026-03-01 initial/workshop 8")),
            "2026-03-02",
            "HR05",
            "unmet 24/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "3号令12 缺车间级",
            "general",
            leak(format!("{hired}train 2026-03-01 initial/plant 16; train 2026-03-01 initial/team 8")),
            "2026-03-05",
            "HR05",
            "unmet 24/24 by 2026-03-02",
            "HR05",
        ),
        Case("3号令13 高危72，24不够", "H", full, "2026-03-02", "HR05", "unmet 24/72 by 2026-03-02", "HR05"),
        Case(
            "3号令13 高危72够",
            "H",
            leak(format!(
                "{hired}train 2026-02-20 initial/plant 24; train 2026-02-25 initial/workshop 24; train 2026-03-02 initial/team 24"
            )),
            "2026-03-02",
            "HR05",
            "met 2026-03-02 72/72 by 2026-03-02",
            "",
        ),
        Case(
            "安法28 考核不合格不算",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8 fail"
            )),
            "2026-03-02",
            "HR05",
            "unmet 16/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "安法28 补考合格后",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8 fail; train 2026-03-04 initial/team 8"
            )),
            "2026-03-04",
            "HR05",
            "met 2026-03-04 24/24 by 2026-03-02",
            "",
        ),
        Case(
            "安法28 没有考核结果不算",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8 open"
            )),
            "2026-03-02",
            "HR05",
            "unmet 16/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "安法28 缺席不算",
            "general",
            leak(format!("{hired}train 2026-03-01 initial/plant 24 absent")),
            "2026-03-02",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "决定3 高危与否未答，满24不满72",
            "?",
            full,
            "2026-03-02",
            "HR05",
            "missing fireworks 24/72 by 2026-03-02",
            "",
        ),
        Case(
            "决定3 高危与否未答，不满24也不行",
            "?",
            "hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-02",
            "HR05",
            "unmet 0/72 by 2026-03-02",
            "HR05",
        ),
        Case(
            "决定3 高危与否未答，满72都行",
            "?",
            leak(format!(
                "{hired}train 2026-02-20 initial/plant 24; train 2026-02-25 initial/workshop 24; train 2026-03-02 initial/team 24"
            )),
            "2026-03-02",
            "HR05",
            "met 2026-03-02 72/72 by 2026-03-02",
            "",
        ),
        Case(
            "决定2 启用前入职且无记录",
            "general",
            "hired 2024-05-06; post 1 worker 2024-05-06",
            "2026-03-02",
            "HR05",
            "missing training 0/24 by 2024-05-06",
            "",
        ),
        Case(
            "决定2 启用前入职、有不全的记录",
            "general",
            "hired 2025-12-30; post 1 worker 2025-12-30; train 2025-12-30 initial/plant 8",
            "2026-03-02",
            "HR05",
            "unmet 8/24 by 2025-12-30",
            "HR05",
        ),
        Case(
            "决定2 启用日当天入职要判",
            "general",
            "hired 2026-01-01; post 1 worker 2026-01-01",
            "2026-01-01",
            "HR05",
            "unmet 0/24 by 2026-01-01",
            "HR05",
        ),
        Case(
            "决定2 入职日期不明",
            "general",
            "post 1 worker",
            "2026-03-02",
            "HR05",
            "missing hired_on 0/- by 2026-01-01",
            "",
        ),
        Case(
            "培训太早（一年以前）不算",
            "general",
            leak(format!(
                "{hired}train 2025-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8"
            )),
            "2026-03-02",
            "HR05",
            "unmet 16/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "培训正好一年前算",
            "general",
            leak(format!(
                "{hired}train 2025-03-02 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8"
            )),
            "2026-03-02",
            "HR05",
            "met 2026-03-02 24/24 by 2026-03-02",
            "",
        ),
        Case(
            "决定23 同日同级同题只计一次",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 4"
            )),
            "2026-03-02",
            "HR05",
            "unmet 20/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "决定23 分钟合计后取整",
            "general",
            leak(format!(
                "{hired}train 2026-02-27 initial/plant 370m; train 2026-02-28 initial/workshop 370m; train 2026-03-02 initial/team 340m"
            )),
            "2026-03-02",
            "HR05",
            "met 2026-03-02 24/24 by 2026-03-02",
            "",
        ),
        Case(
            "决定23 差一分钟",
            "general",
            leak(format!(
                "{hired}train 2026-02-27 initial/plant 370m; train 2026-02-28 initial/workshop 370m; train 2026-03-02 initial/team 339m"
            )),
            "2026-03-02",
            "HR05",
            "unmet 23.5/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "职业卫生学时不充抵",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial,occupational_initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8"
            )),
            "2026-03-02",
            "HR05",
            "unmet 16/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "安法28 离职者不在名单",
            "general",
            "hired 2026-03-02; ended 2026-03-10; post 1 worker 2026-03-02",
            "2026-03-11",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "",
        ),
        Case(
            "安法28 离职当日仍在岗",
            "general",
            "hired 2026-03-02; ended 2026-03-10; post 1 worker 2026-03-02",
            "2026-03-10",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "不在岗的不在名单",
            "general",
            "hired 2026-03-02; post 1 worker 2026-03-02; away 2026-03-05",
            "2026-03-06",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "",
        ),
        Case(
            "未训而转岗，岗前培训仍欠，转岗培训也欠",
            "general",
            "hired 2026-03-02; post 1 worker 2026-03-02 2026-04-30; post 2 worker 2026-05-01",
            "2026-05-01",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "HR05 HR07",
        ),
        Case(
            "安法28-2 派遣工同训",
            "general",
            leak(format!("as dispatched; {full}")),
            "2026-03-02",
            "HR20",
            "met 2026-03-02 24/- by 2026-03-02",
            "",
        ),
        Case(
            "安法28-2 派遣工未训",
            "general",
            "as dispatched; hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-02",
            "HR20",
            "unmet 0/- by 2026-03-02",
            "HR05 HR20",
        ),
        Case(
            "安法28-3 实习生未训",
            "general",
            "as intern; hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-02",
            "HR21",
            "unmet 0/- by 2026-03-02",
            "HR21",
        ),
        Case(
            "安法28-3 实习生已训，不问24学时",
            "general",
            "as intern; hired 2026-03-02; post 1 worker 2026-03-02; train 2026-03-02 initial/plant 4",
            "2026-03-02",
            "HR21",
            "met 2026-03-02 4/- by 2026-03-02",
            "",
        ),
        Case(
            "外包人员由承包单位自训",
            "general",
            "as outsourced; hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-02",
            "HR05",
            "none",
            "",
        ),
        Case(
            "闰日入职",
            "general",
            "hired 2028-02-29; post 1 worker 2028-02-29",
            "2028-02-29",
            "HR05",
            "unmet 0/24 by 2028-02-29",
            "HR05",
        ),
    ];
    check(&cases, "2026-01-01", "");
    let two = leak(format!("{hired}train 2026-03-01 initial/plant 16; train 2026-03-02 initial/team 8"));
    check(
        &[Case(
            "3号令12 没有车间，厂级代行（待核）",
            "general",
            two,
            "2026-03-02",
            "HR05",
            "met 2026-03-02 24/24 by 2026-03-02",
            "",
        )],
        "2026-01-01",
        "noworkshop",
    );
}
