//! Regulations as data: reads the packs of `knowledge/` and checks them.
//!
//! A pack is one TOML file. Its key `pack` says what it holds (`instruments`, `checklist`, `accident_kinds` …).
//! The packs that come with the program are embedded ([`source`]), read once ([`Packs::builtin`]) and held to the same
//! check ([`check::check`]) that `pack check FILE` runs on a plant's own file.

pub mod accident;
pub mod certificate;
pub mod check;
pub mod checklist;
pub mod duty;
pub mod fact;
pub mod five;
pub mod hours;
pub mod instrument;
pub mod list;
pub mod obligation;
pub mod phrases;
pub mod risk;
pub mod shape;
pub mod source;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;

use crate::error::{Error, Result};
use accident::AccidentKinds;
use checklist::{Checklist, Item};
use duty::DutyList;
use instrument::{Basis, Instrument, InstrumentPack, UNVERIFIED_NOTE};
use phrases::Phrases;
use source::{SOURCES, Source};

/// The packs, read and typed.
#[derive(Clone, Debug)]
pub struct Packs {
    instruments: BTreeMap<String, Instrument>,
    checklists: Vec<Checklist>,
    duty_lists: Vec<DutyList>,
    accident_kinds: AccidentKinds,
    phrases: Phrases,
}

impl Packs {
    /// The packs that come with the program; read on the first call, the same ones ever after.
    ///
    /// # Errors
    /// [`crate::error::Kind::Internal`] when an embedded pack cannot be read; tests hold that none is like that.
    pub fn builtin() -> Result<&'static Self> {
        static BUILTIN: OnceLock<Result<Packs, String>> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::read(SOURCES)).as_ref().map_err(|message| Error::internal(message.clone()))
    }

    /// Reads `sources`, whose file names say what they are in messages.
    fn read(sources: &[Source]) -> Result<Self, String> {
        let mut instruments = BTreeMap::new();
        let mut checklists: Vec<Checklist> = Vec::new();
        let mut duty_lists: Vec<DutyList> = Vec::new();
        let (mut accident_kinds, mut phrases) = (None, None);
        for source in sources {
            let fault = |error: toml::de::Error| format!("内置规则包 {} 读不出来：{error}", source.file);
            if source.file.starts_with("checklists/") {
                checklists.push(toml::from_str(source.text).map_err(fault)?);
            } else if source.file.starts_with("duties/") {
                duty_lists.push(toml::from_str(source.text).map_err(fault)?);
            } else if source.file == "instruments.toml" {
                let pack: InstrumentPack = toml::from_str(source.text).map_err(fault)?;
                instruments.extend(pack.instrument.into_iter().map(|it| (it.id.clone(), it)));
            } else if source.file == "accident_kinds.toml" {
                accident_kinds = Some(toml::from_str(source.text).map_err(fault)?);
            } else if source.file == phrases::FILE {
                phrases = Some(toml::from_str(source.text).map_err(fault)?);
            }
        }
        let accident_kinds = accident_kinds.ok_or("内置规则包缺少 accident_kinds.toml")?;
        let phrases = phrases.ok_or("内置规则包缺少 phrases.toml")?;
        Ok(Self { instruments, checklists, duty_lists, accident_kinds, phrases })
    }

    /// Every instrument, by id.
    pub fn instruments(&self) -> impl Iterator<Item = &Instrument> {
        self.instruments.values()
    }

    /// The instrument with this id (`reg.work-safety-law`).
    #[must_use]
    pub fn instrument(&self, id: &str) -> Option<&Instrument> {
        self.instruments.get(id)
    }

    /// Every checklist, in the order of the pack list.
    #[must_use]
    pub fn checklists(&self) -> &[Checklist] {
        &self.checklists
    }

    /// The checklist with this id (`cl.daily`).
    #[must_use]
    pub fn checklist(&self, id: &str) -> Option<&Checklist> {
        self.checklists.iter().find(|list| list.id == id)
    }

    /// The checklist item with this code (`D05` or `ck.D05`) and its list.
    #[must_use]
    pub fn item(&self, code: &str) -> Option<(&Checklist, &Item)> {
        let code = code.strip_prefix("ck.").unwrap_or(code);
        self.checklists.iter().find_map(|list| list.item(code).map(|item| (list, item)))
    }

    /// The kinds of accident, all editions.
    #[must_use]
    pub fn accident_kinds(&self) -> &AccidentKinds {
        &self.accident_kinds
    }

    /// Phrases that say nothing: 用语体检.
    #[must_use]
    pub fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    /// `《安全生产法》第四十四条`; standards with the number in force when the packs were checked. An unverified
    /// reference says so.
    #[must_use]
    pub fn cite(&self, basis: &Basis) -> String {
        self.cite_at(basis, None)
    }

    /// As [`Packs::cite`], with the edition of a standard that is in force on `date`.
    #[must_use]
    pub fn cite_on(&self, basis: &Basis, date: NaiveDate) -> String {
        self.cite_at(basis, Some(date))
    }

    /// Several references, separated by `；`.
    #[must_use]
    pub fn cite_all(&self, bases: &[Basis], date: Option<NaiveDate>) -> String {
        bases.iter().map(|basis| self.cite_at(basis, date)).collect::<Vec<_>>().join("；")
    }

    fn cite_at(&self, basis: &Basis, date: Option<NaiveDate>) -> String {
        match self.instrument(&basis.reg) {
            Some(instrument) => instrument.cite(basis, date),
            None => format!("{}（{UNVERIFIED_NOTE}）", basis.reg),
        }
    }

    /// What a short code of the working papers means: `AQF-44` → article 44 of 安全生产法. One code may stand for
    /// several instruments.
    #[must_use]
    pub fn resolve(&self, short: &str) -> Vec<Basis> {
        let named = |code: &str, article: Option<&str>| -> Vec<Basis> {
            self.instruments()
                .filter(|it| it.alias.iter().any(|alias| alias == code))
                .map(|it| Basis {
                    reg: it.id.clone(),
                    article: article.map(str::to_owned),
                    edition: None,
                    mark: instrument::Mark::Confirmed,
                })
                .collect()
        };
        let whole = named(short, None);
        match short.split_once('-') {
            Some((code, article)) if whole.is_empty() => named(code, Some(article)),
            Some(_) | None => whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::check::check;
    use super::instrument::Mark;
    use super::*;

    fn packs() -> &'static Packs {
        Packs::builtin().unwrap()
    }

    #[test]
    fn every_builtin_pack_passes_its_own_check() {
        for source in SOURCES {
            assert_eq!(check(source.text, source.file), Vec::new());
        }
    }

    #[test]
    fn the_lists_have_the_items_of_the_law_and_the_trade() {
        let table = [
            ("cl.daily", "D", 18),
            ("cl.weekly", "W", 22),
            ("cl.monthly", "M", 36),
            ("cl.fire", "XF", 12),
            ("cl.electric", "YD", 12),
            ("cl.special-equipment", "TZ", 13),
            ("cl.confined-space", "YX", 12),
            ("cl.hazchem-store", "WH", 12),
            ("cl.dust", "FC", 14),
            ("cl.hot-work", "DH", 12),
            ("cl.holiday", "JR", 12),
            ("cl.summer", "XJ", 12),
            ("cl.winter", "DJ", 12),
            ("cl.fire-patrol", "FX", 8),
            ("cl.extinguisher", "MH", 6),
            ("cl.leader", "LD", 11),
        ];
        assert_eq!(packs().checklists().len(), table.len());
        for (id, prefix, items) in table {
            let list = packs().checklist(id).unwrap();
            assert_eq!((list.prefix.as_str(), list.item.len()), (prefix, items), "{id}");
            for (position, item) in list.item.iter().enumerate() {
                assert_eq!(item.code, format!("{prefix}{:02}", position + 1));
            }
        }
    }

    #[test]
    fn a_list_serves_the_duty_it_was_made_for() {
        for (id, serves) in
            [("cl.fire", "F02"), ("cl.fire-patrol", "F03"), ("cl.extinguisher", "F04"), ("cl.leader", "LD01")]
        {
            assert_eq!(packs().checklist(id).unwrap().serves, [serves]);
        }
        let others = packs().checklists().iter().filter(|it| it.serves.is_empty()).count();
        assert_eq!(others, packs().checklists().len() - 4);
    }

    #[test]
    fn figures_nobody_verified_are_marked() {
        for code in ["W17", "FC11", "YX08", "YX09", "YX06", "YD04", "YD12", "WH09", "DH09", "XJ02", "DJ07"] {
            let (_, item) = packs().item(code).unwrap();
            assert_eq!(item.mark, Mark::Unverified, "{code}");
        }
        let dust = |code: &str| packs().item(code).unwrap().1.value.clone().unwrap().below;
        assert_eq!(dust("W17"), dust("FC11"));
    }

    #[test]
    fn no_id_prefix_or_item_code_is_used_twice() {
        let lists = packs().checklists();
        let ids: BTreeSet<_> = lists.iter().map(|it| &it.id).collect();
        let prefixes: BTreeSet<_> = lists.iter().map(|it| &it.prefix).collect();
        let codes: BTreeSet<_> = lists.iter().flat_map(|it| &it.item).map(|it| &it.code).collect();
        assert_eq!((ids.len(), prefixes.len()), (lists.len(), lists.len()));
        assert_eq!(codes.len(), lists.iter().map(|it| it.item.len()).sum::<usize>());
    }

    #[test]
    fn texts_fit_the_printed_sheet() {
        for item in packs().checklists().iter().flat_map(|it| &it.item) {
            let lengths = [&item.object, &item.content, &item.standard].map(|it| it.chars().count());
            assert!(lengths[0] <= 10 && lengths[1] <= 40 && lengths[2] <= 60, "{}: {lengths:?}", item.code);
        }
    }

    #[test]
    fn citations_read_as_people_write_them() {
        let packs = packs();
        for (short, words) in [
            ("AQF-44", "《安全生产法》第四十四条"),
            ("AQF-101(5)", "《安全生产法》第一百零一条第五项"),
            ("XFF-17:2(1)", "《消防法》第十七条第二款第一项"),
            ("L10-13(2)", "《工贸企业重大事故隐患判定标准》第十三条第二项"),
            ("WHF", "《危险化学品安全法》"),
            ("D78", "《危险化学品企业安全风险隐患排查治理导则》（应急〔2019〕78号）"),
            ("G156", "GB 15603-2022"),
            ("G156-5.2", "GB 15603-2022 第5.2条"),
            ("G12158", "GB 12158-2006（依据待核对）"),
            ("Q", "本单位制度"),
        ] {
            let basis = packs.resolve(short);
            assert_eq!(packs.cite(&basis[0]), words, "{short}");
        }
        let mut basis = packs.resolve("ZBF-25").remove(0);
        basis.mark = Mark::Unverified;
        assert_eq!(packs.cite(&basis), "《职业病防治法》第二十五条（依据待核对）");
        basis.reg = "reg.gone".into();
        assert_eq!(packs.cite(&basis), "reg.gone（依据待核对）");
    }

    #[test]
    fn a_standard_is_cited_by_the_edition_of_the_day() {
        let packs = packs();
        let on = |day: &str, short: &str| packs.cite_on(&packs.resolve(short)[0], day.parse().unwrap());
        for (day, short, words) in [
            ("2026-02-28", "G2894", "GB 2894-2008"),
            ("2026-03-01", "G2894", "GB 2894-2025"),
            ("2026-12-31", "G4053", "GB 4053.1-2009"),
            ("2027-01-01", "G4053", "GB 4053.1-2025"),
            ("2026-04-30", "T08", "TSG 08-2017"),
            ("2026-05-01", "T08", "TSG 08-2026（依据待核对）"),
        ] {
            assert_eq!(on(day, short), words, "{short} {day}");
        }
        let pinned = Basis { edition: Some("GB/T 33000-2016".into()), ..packs.resolve("G33-5.4.2").remove(0) };
        assert_eq!(packs.cite_on(&pinned, "2026-11-01".parse().unwrap()), "GB/T 33000-2016 第5.4.2条");
    }

    #[test]
    fn an_action_plan_ends_with_its_last_day() {
        let plan = packs().instrument("reg.three-year-action-2").unwrap();
        assert!(plan.edition_on("2026-12-31".parse().unwrap()).is_some());
        assert!(plan.edition_on("2027-01-01".parse().unwrap()).is_none());
    }

    #[test]
    fn accidents_are_classified_by_the_edition_of_their_day() {
        let kinds = packs().accident_kinds();
        for (day, number, count) in [("2026-06-30", "GB/T 6441-1986", 20), ("2026-07-01", "GB 6441-2025", 27)] {
            let edition = kinds.edition_on(day.parse().unwrap()).unwrap();
            assert_eq!((edition.number.as_str(), edition.kind.len()), (number, count));
        }
        assert_eq!(kinds.kind("k86.05").unwrap().name, "触电");
        let new = kinds.edition_on("2026-07-01".parse().unwrap()).unwrap();
        assert!(new.kind.iter().all(|it| it.mark == Mark::Unverified));
    }

    #[test]
    fn the_list_counts_items_and_what_is_unverified() {
        let list = list::list().unwrap();
        assert_eq!(list.len(), SOURCES.len());
        let of = |file: &str| list.iter().find(|it| it.file == file).unwrap();
        assert_eq!(of("checklists/daily.toml").items, 18);
        assert_eq!(of("accident_kinds.toml").items, 47);
        assert_eq!(of("accident_kinds.toml").unverified, 27);
        assert_eq!(of("instruments.toml").items, packs().instruments().count());
    }
}
