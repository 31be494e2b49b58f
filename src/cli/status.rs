//! `status`: the figures of the dashboard as one object.

use chrono::{Datelike, NaiveDate};
use clap::Args;
use serde::Serialize;

use crate::domain::date::chinese;
use crate::domain::five::score;
use crate::domain::responsibility::coverage::Counts;
use crate::domain::statistics::Ratio;
use crate::error::Result;
use crate::registers::readiness::figures as readiness;
use crate::registers::responsibility::need;
use crate::registers::{duty, figures, five};

use super::{Output, Session};

/// Arguments of `status`.
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// `status --json`: these keys, in this order. A part is null while its area is empty.
#[derive(Debug, Serialize)]
struct Status {
    today: NaiveDate,
    obligations: std::collections::BTreeMap<&'static str, usize>,
    inspection: InspectionPart,
    hazard: HazardPart,
    training: Option<readiness::TrainingCounts>,
    responsibility: Option<Counts>,
    five_five: Option<FivePart>,
    standardisation: Option<()>,
    certificate: Option<readiness::CertificateCounts>,
}

#[derive(Debug, Serialize)]
struct InspectionPart {
    planned: i64,
    done: i64,
    missed: i64,
    rate: Option<f64>,
}

/// The newest round, finished or open: `points` is the sum of the others.
#[derive(Debug, Serialize)]
struct FivePart {
    round: String,
    finished: bool,
    points: i64,
    met: i64,
    partly: i64,
    unmet: i64,
    not_applicable: i64,
    data_missing: i64,
    clauses: std::collections::BTreeMap<String, score::Counts>,
}

impl FivePart {
    fn of(round: &five::Round) -> Self {
        let score = round.score();
        let total = score.total;
        Self {
            round: round.code(),
            finished: round.is_finished(),
            points: total.points(),
            met: total.met,
            partly: total.partly,
            unmet: total.unmet,
            not_applicable: total.not_applicable,
            data_missing: total.data_missing,
            clauses: score.clauses.into_iter().collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct HazardPart {
    open: usize,
    overdue: usize,
    rate: Option<f64>,
    major_open: usize,
}

pub(super) fn status(session: &Session, args: &StatusArgs, out: &mut Output) -> Result<u8> {
    let store = session.open()?;
    let today = session.today;
    let from = today.with_day(1).unwrap_or(today);
    let judgement = duty::judgement(&store, today)?;
    let inspections = figures::inspections(&store, from, today, today)?;
    let hazards = figures::hazards(&store, from, today, today)?;
    let training = readiness::training(&store, &judgement)?.map(|it| it.counts());
    let certificate = readiness::certificates(&store, today)?.map(|it| it.counts());
    let round = five::latest(&store, today)?;
    let responsibility = need::counts(&store, today)?;
    let tally = inspections.tally;
    let (checked, rectified): (Ratio, Ratio) = (inspections.rate(), hazards.rate());
    if args.json {
        out.json(&Status {
            today,
            obligations: judgement.counts(),
            inspection: InspectionPart {
                planned: tally.planned,
                done: tally.done,
                missed: tally.missed,
                rate: checked.as_f64(),
            },
            hazard: HazardPart {
                open: hazards.open.len(),
                overdue: hazards.overdue.len(),
                rate: rectified.as_f64(),
                major_open: hazards.major_open.len(),
            },
            training,
            responsibility,
            five_five: round.as_ref().map(FivePart::of),
            standardisation: None,
            certificate,
        })?;
    } else {
        let counts = judgement.counts();
        let count = |state: crate::domain::obligation::State| counts.get(state.code()).copied().unwrap_or(0);
        let states = crate::domain::obligation::State::ALL.iter();
        let words: Vec<String> = states.map(|state| format!("{} {}", state.label(), count(*state))).collect();
        out.line(&format!("今天  {}（本月自 {} 起）", chinese(today), chinese(from)))?;
        out.line(&format!("义务  {}", words.join("，")))?;
        out.line(&format!(
            "自查  计划 {}，完成 {}，漏做 {}，完成率 {}",
            tally.planned,
            tally.done,
            tally.missed,
            checked.percent()
        ))?;
        out.line(&format!(
            "隐患  未销号 {}，逾期 {}，本月整改率 {}，重大未销号 {}",
            hazards.open.len(),
            hazards.overdue.len(),
            rectified.percent(),
            hazards.major_open.len()
        ))?;
        if let Some(it) = &training {
            out.line(&format!(
                "培训  在岗 {} 人，达标 {}，未达标 {}，不得上岗 {}（anguan barred）",
                it.people, it.reached, it.short, it.barred
            ))?;
        }
        if let Some(it) = &certificate {
            out.line(&format!("证书  有效 {}（90日内到期 {}），过期或未复审 {}", it.valid, it.expiring, it.expired))?;
        }
        if let Some(it) = responsibility {
            out.line(&format!(
                "责任制 在用岗位 {}，有完整清单 {}；应签收 {} 人，已全部签收 {} 人",
                it.posts, it.covered, it.people, it.signed
            ))?;
        }
        if let Some(round) = &round {
            let total = round.score().total;
            let state = if round.is_finished() { "已办结" } else { "进行中" };
            out.line(&format!(
                "五落实五到位  {}（{state}）：已落实 {}/{}，部分 {}，未落实 {}，资料不足 {}，不适用 {}",
                round.code(),
                total.met,
                total.applicable(),
                total.partly,
                total.unmet,
                total.data_missing,
                total.not_applicable
            ))?;
        }
        let stamped = figures::stamps(&store, from, today)?;
        if !stamped.is_empty() {
            out.line(&format!("留意  {} 次检查疑似走过场：", stamped.len()))?;
        }
        for it in stamped.iter().take(10) {
            let marks: Vec<&str> = it.marks.iter().map(|mark| mark.label()).collect();
            let place = it.place.as_deref().unwrap_or_default();
            out.line(&format!("      {} {} {place}：{}", it.code, it.on, marks.join("、")))?;
        }
    }
    out.flush()?;
    Ok(0)
}
