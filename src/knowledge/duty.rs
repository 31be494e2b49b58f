//! Lists of duties for the standard posts: what each answers for, how it is judged, by which article.

use chrono::NaiveDate;
use serde::Deserialize;
use toml::{Table, Value};

use super::check::{BASIS, check, check_bases, check_unique, entries, text_of};
use super::instrument::{Basis, Mark};
use super::shape::{Fault, Key, Type, may, must};
use super::{Packs, instrument};
use crate::domain::fold::{clean_line, folded_key};
use crate::domain::post::PostRole;
use crate::domain::problem::Problem;
use crate::domain::responsibility::{Cycle, Measure, Tier};
use crate::error::{Error, Result};

const DUTY: &[Key] = &[
    must("code", Type::Text),
    must("content", Type::Text),
    must("standard", Type::Text),
    must("points", Type::Whole),
    must("cycle", Type::Text),
    must("evidence", Type::Text),
    may("measure", Type::Code(Measure::CHOICES)),
    must("basis", Type::Tables(BASIS)),
    must("mark", Type::Code(Mark::CHOICES)),
];

/// Shape of a pack of duties.
pub(super) const SHAPE: &[Key] = &[
    must("pack", Type::Text),
    must("id", Type::Text),
    must("code", Type::Text),
    must("title", Type::Text),
    must("tier", Type::Code(Tier::CHOICES)),
    may("roles", Type::Texts),
    may("names", Type::Texts),
    must("scope", Type::Text),
    must("assessed", Type::Code(Cycle::CHOICES)),
    must("assessor", Type::Text),
    may("reward", Type::Text),
    must("edition", Type::Text),
    must("effective_from", Type::Date),
    may("basis", Type::Tables(BASIS)),
    may("note", Type::Text),
    must("duty", Type::Tables(DUTY)),
];

/// One list of duties in one edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyList {
    /// Always `duties`.
    pub pack: String,
    /// Stable id, `du.R01`.
    pub id: String,
    /// Code of the list, `R01`; codes of its duties begin with it.
    pub code: String,
    /// Whose duties these are.
    pub title: String,
    /// Tier of the posts it is for.
    pub tier: Tier,
    /// Roles of posts it is proposed for.
    #[serde(default)]
    pub roles: Vec<PostRole>,
    /// Words in the name of a post it is proposed for.
    #[serde(default)]
    pub names: Vec<String>,
    /// 责任范围.
    pub scope: String,
    /// 考核周期; habit.
    pub assessed: Cycle,
    /// 考核人.
    pub assessor: String,
    /// 奖惩挂钩.
    pub reward: Option<String>,
    /// Edition of the list.
    pub edition: String,
    /// First day on which this edition is to be used.
    pub effective_from: NaiveDate,
    /// Where the duty to have such a list comes from.
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// What the reader should know.
    pub note: Option<String>,
    /// The duties, in the order of the list.
    pub duty: Vec<DutyItem>,
}

/// One duty of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyItem {
    /// Code, `R01-1`; `du.R01-1` is its id across packs.
    pub code: String,
    /// 职责.
    pub content: String,
    /// 考核标准.
    pub standard: String,
    /// 分值.
    pub points: i64,
    /// 周期, in words; habit unless the basis says it.
    pub cycle: String,
    /// 对应记录.
    pub evidence: String,
    /// What of the records can prefill its score.
    pub measure: Option<Measure>,
    /// Where the duty comes from.
    pub basis: Vec<Basis>,
    /// Whether duty and figures are verified.
    pub mark: Mark,
}

impl DutyItem {
    /// Whether a figure or a reference is still to be verified.
    #[must_use]
    pub fn is_unverified(&self) -> bool {
        self.mark == Mark::Unverified || self.basis.iter().any(|it| it.mark == Mark::Unverified)
    }

    /// Day from which the texts it cites are in force as of `day`; none where no date is known.
    #[must_use]
    pub fn law_edition(&self, packs: &Packs, day: NaiveDate) -> Option<NaiveDate> {
        let editions = self.basis.iter().filter_map(|it| packs.instrument(&it.reg)?.edition_on(day)?.effective_from);
        editions.max()
    }
}

impl DutyList {
    /// Reads a plant's own list, which messages call `name`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Input`] with every fault of the pack.
    pub fn read(text: &str, name: &str) -> Result<Self> {
        let refused = || format!("责任清单包 {name} 不能使用");
        let problems: Vec<Problem> =
            check(text, name).into_iter().map(|it| Problem::record(it.message.clone()).at(it.place())).collect();
        if !problems.is_empty() {
            return Err(Error::problems(refused(), problems));
        }
        toml::from_str(text).map_err(|error| Error::input(format!("{}：{}", refused(), clean_line(error.message()))))
    }

    /// How well the list fits a post: 3 its role says so, 2 its name says exactly so, 1 its name contains a word of it, 0 not.
    #[must_use]
    pub fn fit(&self, role: PostRole, name: &str) -> u8 {
        let name = folded_key(name);
        let by_name = self.names.iter().map(|it| folded_key(it)).filter(|it| name.contains(it.as_str()));
        let by_name = by_name.map(|word| if word == name { 2 } else { 1 }).max().unwrap_or(0);
        if self.roles.contains(&role) { 3 } else { by_name }
    }
}

/// Lists proposed for a post by its role and name, best first: the role's own, then those its name speaks of (an electrician
/// is a worker besides). Nothing fits: none is proposed.
#[must_use]
pub fn proposed<'a>(lists: &'a [DutyList], role: PostRole, name: &str) -> Vec<&'a DutyList> {
    let mut fitting: Vec<(u8, &DutyList)> =
        lists.iter().map(|it| (it.fit(role, name), it)).filter(|(fit, _)| *fit > 0).collect();
    // Leaders are what their role says, whatever else their title mentions.
    if role.is_leader() {
        fitting.retain(|(fit, _)| *fit == 3);
    }
    fitting.sort_by_key(|(fit, list)| (std::cmp::Reverse(*fit), list.code.clone()));
    fitting.into_iter().map(|(_, list)| list).collect()
}

/// What is wrong with a pack of duties beyond its shape.
pub(super) fn check_duties(table: &Table, faults: &mut Vec<Fault>) {
    let code = text_of(table, "code").unwrap_or_default();
    if text_of(table, "id").is_some_and(|id| id != format!("du.{code}")) {
        faults.push((String::new(), "“id”应为 du. 加“code”".to_owned()));
    }
    if code.chars().count() > 12 || code.contains(char::is_whitespace) {
        faults.push((String::new(), "“code”最多 12 字，不能有空白".to_owned()));
    }
    for role in table.get("roles").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        if PostRole::from_code(role).is_none() {
            faults.push((String::new(), format!("“roles”里没有“{}”这一项", clean_line(role))));
        }
    }
    check_bases(table, "", faults);
    let duties = entries(table, "", "duty");
    check_unique("职责编号", duties.iter().filter_map(|(_, it)| text_of(it, "code")), faults);
    let mut sum = 0;
    for (place, duty) in &duties {
        let number = text_of(duty, "code").and_then(|own| own.strip_prefix(code)?.strip_prefix('-'));
        if !number.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit())) {
            faults.push((place.clone(), format!("编号应为“{code}-”加数字")));
        }
        let points = duty.get("points").and_then(Value::as_integer);
        sum += points.unwrap_or(0);
        if points.is_some_and(|points| !(1..=1000).contains(&points)) {
            faults.push((place.clone(), "“points”应在 1 至 1000 之间".to_owned()));
        }
        if duty.get("basis").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            faults.push((place.clone(), "职责没有依据；出自本单位制度的写 reg.house".to_owned()));
        }
        check_bases(duty, place, faults);
    }
    if !duties.is_empty() && sum != 100 {
        faults.push((String::new(), format!("各条“points”合计 {sum}，应为 100")));
    }
}

impl Packs {
    /// Every list of duties, in the order of the pack list.
    #[must_use]
    pub fn duty_lists(&self) -> &[DutyList] {
        &self.duty_lists
    }

    /// The list of duties with this code (`R01` or `du.R01`).
    #[must_use]
    pub fn duty_list(&self, code: &str) -> Option<&DutyList> {
        let code = folded_key(code.strip_prefix("du.").unwrap_or(code));
        self.duty_lists.iter().find(|it| folded_key(&it.code) == code)
    }

    /// The instruments that a citation names by title or number: `《安全生产法》第二十二条；GB 15603-2022`.
    pub fn named_in<'a>(&'a self, citation: &'a str) -> impl Iterator<Item = &'a instrument::Instrument> {
        self.instruments().filter(move |it| {
            let titled = |title: &str| citation.contains(&format!("《{title}》"));
            let numbered = it.kind == instrument::InstrumentKind::Standard
                && it
                    .edition
                    .iter()
                    .filter_map(|it| it.number.as_deref())
                    .chain([it.number.as_str()])
                    .any(|it| citation.contains(it));
            titled(&it.short) || titled(&it.title) || numbered
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packs() -> &'static Packs {
        Packs::builtin().unwrap()
    }

    #[test]
    fn every_standard_post_has_a_list_whose_points_make_a_hundred() {
        let table = [
            ("R01", 8),
            ("R02", 6),
            ("R03", 5),
            ("R04", 8),
            ("R05", 5),
            ("R06", 6),
            ("R07", 6),
            ("R08", 6),
            ("R09", 5),
            ("R10", 6),
            ("R11", 5),
            ("R12", 6),
            ("R13", 4),
            ("R14", 6),
            ("R15", 4),
            ("R16", 5),
            ("R17", 6),
        ];
        assert_eq!(packs().duty_lists().len(), table.len());
        for (code, duties) in table {
            let list = packs().duty_list(code).unwrap();
            assert_eq!(list.duty.len(), duties, "{code}");
            assert_eq!(list.duty.iter().map(|it| it.points).sum::<i64>(), 100, "{code}");
            for (at, duty) in list.duty.iter().enumerate() {
                assert_eq!(duty.code, format!("{code}-{}", at + 1));
                assert!(duty.content.chars().count() <= 60 && duty.standard.chars().count() <= 40, "{}", duty.code);
            }
        }
    }

    #[test]
    fn the_seven_duties_of_the_principal_and_of_safety_staff_cite_their_items() {
        // 安全生产法 第二十一条 (一) to (七); 第二十五条第一款 (一) to (七)
        for (list, article) in [("R01", "21"), ("R04", "25:1")] {
            let duties = &packs().duty_list(list).unwrap().duty;
            for (at, duty) in duties.iter().take(7).enumerate() {
                let wanted = format!("{article}({})", at + 1);
                assert_eq!(duty.basis.first().and_then(|it| it.article.clone()), Some(wanted), "{}", duty.code);
            }
        }
    }

    #[test]
    fn protective_devices_may_not_be_shut_off() {
        // 安全生产法 第三十六条第三款: decisions 21
        let (duty, cited) = {
            let list = packs().duty_list("R10").unwrap();
            let duty = list.duty.iter().find(|it| it.code == "R10-4").unwrap();
            (duty, packs().cite_all(&duty.basis, None))
        };
        assert!(duty.content.contains("不得停用"), "{}", duty.content);
        assert!(cited.contains("第三十六条第三款") && cited.contains("第九十九条"), "{cited}");
        assert!(!duty.is_unverified());
    }

    #[test]
    fn what_nobody_verified_says_so() {
        for code in ["R02-3", "R06-6", "R07-2", "R09-2", "R09-5", "R11-5", "R12-2", "R14-1", "R16-2", "R01-8"] {
            let list = packs().duty_list(code.split('-').next().unwrap()).unwrap();
            assert!(list.duty.iter().find(|it| it.code == code).unwrap().is_unverified(), "{code}");
        }
        for code in ["R01-1", "R04-5", "R08-1", "R06-2"] {
            let list = packs().duty_list(code.split('-').next().unwrap()).unwrap();
            assert!(!list.duty.iter().find(|it| it.code == code).unwrap().is_unverified(), "{code}");
        }
    }

    #[test]
    fn lists_are_proposed_by_role_and_name() {
        let of = |role: PostRole, name: &str| -> Vec<&str> {
            proposed(packs().duty_lists(), role, name).into_iter().map(|it| it.code.as_str()).collect()
        };
        for (role, name, codes) in [
            (PostRole::Principal, "总经理", vec!["R01"]),
            (PostRole::Deputy, "生产副总经理", vec!["R02"]),
            (PostRole::Leader, "财务总监", vec!["R05"]),
            (PostRole::SafetyManager, "安全员", vec!["R04"]),
            (PostRole::TeamLeader, "维修班长", vec!["R07", "R10"]),
            (PostRole::Worker, "电工", vec!["R08", "R11"]),
            (PostRole::Worker, "叉车司机", vec!["R08", "R09"]),
            (PostRole::Other, "会计", vec!["R15"]),
            (PostRole::Other, "门卫", vec![]),
        ] {
            assert_eq!(of(role, name), codes, "{name}");
        }
    }

    const OWN: &str = r#"
pack = "duties"
id = "du.Z01"
code = "Z01"
title = "实验室人员"
tier = "operation"
scope = "实验室"
assessed = "month"
assessor = "实验室主任"
edition = "1"
effective_from = "2026-01-01"

[[duty]]
code = "Z01-1"
content = "试剂双人双锁"
standard = "抽查相符"
points = 60
cycle = "日"
evidence = "检查"
basis = [{ reg = "reg.house" }]
mark = "confirmed"

[[duty]]
code = "Z01-2"
content = "通风橱使用前检查"
standard = "点检不缺"
points = 40
cycle = "日"
evidence = "检查"
basis = [{ reg = "reg.work-safety-law", article = "36" }]
mark = "confirmed"
"#;

    #[test]
    fn a_plants_own_list_is_read_or_refused_with_every_fault() {
        assert_eq!(DutyList::read(OWN, "own.toml").unwrap().duty.len(), 2);
        for (from, to, says) in [
            ("id = \"du.Z01\"", "id = \"Z01\"", "du. 加"),
            ("points = 60", "points = 50", "合计 90"),
            ("points = 60", "points = \"60\"", "“points”应为整数"),
            ("code = \"Z01-2\"", "code = \"Z01-1\"", "职责编号“Z01-1”重复"),
            ("code = \"Z01-2\"", "code = \"Z02-2\"", "编号应为“Z01-”加数字"),
            ("reg.house", "reg.nowhere", "不在法规目录里"),
            ("[{ reg = \"reg.house\" }]", "[]", "没有依据"),
            ("scope = \"实验室\"\n", "", "缺少“scope”"),
            ("tier = \"operation\"", "tier = \"top\"", "“tier”里没有“top”"),
            ("assessed = \"month\"", "assessed = \"month\"\nroles = [\"boss\"]", "“roles”里没有“boss”"),
            ("evidence = \"检查\"", "evidence = \"检查\"\nmeasure = \"luck\"", "“measure”里没有“luck”"),
        ] {
            assert!(OWN.contains(from), "{from}");
            let found = check(&OWN.replacen(from, to, 1), "own.toml");
            assert!(found.iter().any(|it| it.message.contains(says)), "{to}: {found:#?}");
        }
        let bad = OWN.replace("standard = ", "standart = ").replace("article = \"36\"", "article = \"x\"");
        assert!(DutyList::read(&bad, "own.toml").unwrap_err().problems.len() >= 5);
    }

    #[test]
    fn citations_are_read_back_to_their_instruments() {
        let found: Vec<&str> =
            packs().named_in("《安全生产法》第二十二条；GB 15603-2022").map(|it| it.id.as_str()).collect();
        assert_eq!(found, ["reg.gb-15603", "reg.work-safety-law"]);
        assert_eq!(packs().named_in("本单位制度").count(), 0);
    }
}
