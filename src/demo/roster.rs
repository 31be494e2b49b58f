//! Invented people: names, numbers and where they work. Nobody here exists: the area of the identity numbers is a whole
//! province's code that no card carries, the telephone numbers lie in a range that was never given out.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::Scale;
use super::chance::Chance;
use super::plant::{Line, OFFICES, PRODUCTION, WORKSHOPS};
use crate::domain::date::{add_days, add_months};
use crate::domain::identity::check_resident;

/// One invented person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Row id; 0 before it is stored.
    pub(super) id: i64,
    pub(super) no: String,
    pub(super) name: String,
    pub(super) male: bool,
    pub(super) id_number: String,
    pub(super) phone: String,
    /// Place in [`Roster::units`].
    pub(super) unit: usize,
    pub(super) post: &'static str,
    pub(super) employment: &'static str,
    pub(super) hired_on: NaiveDate,
    pub(super) ended_on: Option<NaiveDate>,
}

/// A department with those who matter in it.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Row id; 0 before it is stored.
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) parent: Option<&'static str>,
    pub(super) line: Line,
    pub(super) is_workshop: bool,
    /// Its head, by place in [`Roster::people`].
    pub(super) head: usize,
    /// Its team leaders.
    pub(super) leaders: Vec<usize>,
}

/// Everybody.
#[derive(Clone, Debug, Default)]
pub(super) struct Roster {
    pub(super) people: Vec<Person>,
    pub(super) units: Vec<Unit>,
    /// Those nothing else depends on: they may leave, move and fall ill.
    pub(super) workers: Vec<usize>,
    numbers: usize,
    used: BTreeSet<String>,
}

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万覃武钱戴严莫孔向汤单解翟仇柏佘詹欧区";
const MALE: &str =
    "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆志国建文海东春林松柏立新永胜德福兴旺家宝成龙天佑培根世荣";
const FEMALE: &str = "芳娜敏静丽艳娟霞秀兰桂英玉梅红燕雪琴慧颖晓岚婷婉怡嘉欣淑贞美玲翠莲凤仙月娥佳琪雨桐素云文君";
/// Names that test fonts and encodings: beyond GB 2312, and beyond the Basic Multilingual Plane.
const RARE: &[(&str, bool)] = &[("张喆", true), ("刘翀", true), ("陈𬱖", false)];

/// Makes everybody who is on the books on `start`.
pub(super) fn compose(scale: &Scale, start: NaiveDate, chance: &mut Chance) -> Roster {
    let mut roster = Roster::default();
    for office in OFFICES {
        let head = roster.people.len();
        let unit = roster.units.len();
        for (post, count) in office.posts {
            for _ in 0..*count {
                let place = roster.join(unit, post, start, 22, chance);
                if ["检验员", "电工", "机修工", "仓库管理员", "搬运工", "炊事员"].contains(post) {
                    roster.workers.push(place);
                }
            }
        }
        let name = office.name.to_owned();
        roster.units.push(Unit {
            id: 0,
            name,
            parent: None,
            line: office.line,
            is_workshop: false,
            head,
            leaders: vec![],
        });
    }
    for number in 0..scale.workshops {
        roster.open_workshop(number, scale, start, chance);
    }
    roster.mix_employment(start, chance);
    roster
}

impl Roster {
    fn open_workshop(&mut self, number: usize, scale: &Scale, start: NaiveDate, chance: &mut Chance) {
        let Some(model) = WORKSHOPS.get(number % WORKSHOPS.len()) else { return };
        let unit = self.units.len();
        let copy = number / WORKSHOPS.len();
        let name = if copy == 0 { model.name.to_owned() } else { format!("{}（{}厂区）", model.name, copy + 1) };
        let head = self.join(unit, "车间主任", start, 30, chance);
        let leaders = (0..scale.teams.max(2)).map(|_| self.join(unit, "班组长", start, 25, chance)).collect();
        for _ in 0..scale.workers.unwrap_or(model.workers) {
            let post = chance.word(model.trades);
            let place = self.join(unit, post, start, 19, chance);
            self.workers.push(place);
        }
        let parent = Some(PRODUCTION);
        self.units.push(Unit { id: 0, name, parent, line: model.line, is_workshop: true, head, leaders });
    }

    /// Takes on a new person of at least that age and gives the place.
    pub(super) fn join(
        &mut self,
        unit: usize,
        post: &'static str,
        by: NaiveDate,
        least_age: i64,
        chance: &mut Chance,
    ) -> usize {
        self.numbers += 1;
        let rare = self.numbers.checked_sub(60).filter(|n| n % 7 == 0).and_then(|n| RARE.get(n / 7));
        let male = rare.map_or_else(|| chance.hits(720), |(_, male)| *male);
        let name = rare.map_or_else(|| invent_name(male, chance), |(name, _)| (*name).to_owned());
        let age_days = chance.between(least_age * 366, 57 * 365);
        let born = add_days(by, -age_days);
        let most = ((age_days - 18 * 366) / 2).max(30);
        let hired_on = add_days(by, -chance.between(20, most));
        let id_number = self.invent_number(born, male, self.numbers);
        self.people.push(Person {
            id: 0,
            no: format!("JG{:04}", self.numbers),
            name,
            male,
            id_number,
            phone: format!("1540{:07}", chance.between(0, 9_999_999)),
            unit,
            post,
            employment: if chance.hits(250) { "regular" } else { "contract" },
            hired_on,
            ended_on: None,
        });
        self.people.len() - 1
    }

    /// Dispatched workers, interns, temporary, rehired and outsourced people, and some who have left before.
    fn mix_employment(&mut self, start: NaiveDate, chance: &mut Chance) {
        let kinds = [
            "dispatched",
            "dispatched",
            "dispatched",
            "dispatched",
            "intern",
            "intern",
            "temporary",
            "retired_rehired",
        ];
        let rounds = self.workers.len() / 70 + 1;
        for kind in kinds.iter().cycle().take(kinds.len() * rounds) {
            let Some(place) = chance.pick(&self.workers).copied() else { continue };
            let number = place + 1;
            let Some(person) = self.people.get_mut(place) else { continue };
            person.employment = kind;
            let male = person.male;
            let age = match *kind {
                "intern" => 18 * 12 + chance.between(2, 30),
                "retired_rehired" => 61 * 12 + chance.between(0, 40),
                _ => continue,
            };
            let born = add_months(start, -i32::try_from(age).unwrap_or(0));
            let hired_on = add_days(start, -chance.between(5, 60));
            let id_number = self.invent_number(born, male, number);
            if let Some(person) = self.people.get_mut(place) {
                (person.id_number, person.hired_on) = (id_number, hired_on);
            }
        }
        for guard in self.people.iter_mut().filter(|it| it.post == "门卫") {
            guard.employment = "outsourced";
        }
        for _ in 0..3 * rounds {
            let Some(place) = chance.pick(&self.workers).copied() else { continue };
            if let Some(person) = self.people.get_mut(place).filter(|it| it.ended_on.is_none()) {
                person.ended_on = Some(add_days(start, -chance.between(1, 15)));
            }
            self.workers.retain(|it| *it != place);
        }
    }

    /// A number nobody has, with a valid check digit, in area 420000, which names a whole province and is on nobody's card.
    fn invent_number(&mut self, born: NaiveDate, male: bool, number: usize) -> String {
        let sequence = (number * 2) % 996 + usize::from(male) + usize::from(!male) * 2;
        let mut born = born;
        loop {
            let (year, month, day) = (born.year(), born.month(), born.day());
            let body = format!("420000{year:04}{month:02}{day:02}{sequence:03}");
            let whole = |check: char| format!("{body}{check}");
            let fits = |it: &String| check_resident(it, born).is_ok();
            let full = "0123456789X".chars().map(whole).find(fits).unwrap_or_default();
            if self.used.insert(full.clone()) {
                return full;
            }
            born = add_days(born, -1);
        }
    }

    /// The first person holding this post.
    pub(super) fn holder(&self, post: &str) -> usize {
        self.people.iter().position(|it| it.post == post).unwrap_or(0)
    }

    /// Everybody who holds this post, by place.
    pub(super) fn holders(&self, post: &str) -> Vec<usize> {
        self.people.iter().enumerate().filter(|(_, it)| it.post == post).map(|(at, _)| at).collect()
    }
}

fn invent_name(male: bool, chance: &mut Chance) -> String {
    let letter = |from: &str, chance: &mut Chance| {
        let letters: Vec<char> = from.chars().collect();
        chance.pick(&letters).copied().unwrap_or('安')
    };
    let given = if male { MALE } else { FEMALE };
    let mut name = String::from(letter(SURNAMES, chance));
    name.push(letter(given, chance));
    if chance.hits(700) {
        name.push(letter(given, chance));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_valid_number_of_their_own() {
        let start = NaiveDate::from_ymd_opt(2025, 10, 1).unwrap();
        let roster = compose(&Scale::SMALL, start, &mut Chance::new(1));
        let mut seen = std::collections::BTreeSet::new();
        for person in &roster.people {
            assert!(check_resident(&person.id_number, start).is_ok(), "{}", person.id_number);
            assert_eq!(crate::domain::identity::sex_of(&person.id_number).unwrap().code() == "male", person.male);
            assert!(seen.insert(person.id_number.clone()), "{}", person.id_number);
            assert!(crate::domain::identity::birth_of(&person.id_number).unwrap() < person.hired_on);
        }
        assert_eq!(roster.units.len(), 12);
        assert!((190..=210).contains(&roster.people.len()), "{}", roster.people.len());
        assert!(roster.people.iter().any(|it| it.name.contains('𬱖')));
    }
}
