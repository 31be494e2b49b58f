//! Duties that an order of an authority brings: each of its items by its day, and the reply by the printed one.

use super::desk::{Desk, Found};
use super::event_duty::Step;
use super::records::{Order, OrderItem, RecordRef};
use super::rule::{OrderStep, Rule};
use super::{Judgement, Obligation};
use crate::domain::date::chinese;

/// Kind under which the reply to an order is submitted (R20).
pub const ORDER_REPLY: &str = "order_reply";

impl Desk<'_> {
    /// What this rule asks of every order issued by today.
    pub(super) fn judge_orders(&self, rule: &Rule, step: OrderStep, answer: &mut Judgement) {
        for order in self.records.orders.iter().filter(|it| it.issued_on <= self.today) {
            match step {
                OrderStep::Reply => self.judge_reply(rule, order, answer),
                OrderStep::Item => {
                    order.items.iter().for_each(|item| self.judge_item(rule, order, item, answer));
                }
            }
        }
    }

    fn judge_reply(&self, rule: &Rule, order: &Order, answer: &mut Judgement) {
        let Some(edition) = rule.edition_on(order.issued_on, &self.records.settings) else { return };
        let replied = order.replied_on.filter(|on| *on <= self.today);
        let handed = self.submitted(ORDER_REPLY, &order.number).first();
        let found = match (replied, handed) {
            (Some(on), _) => Found::Met {
                record: RecordRef { register: "authority_order", id: order.id },
                on: Some(on),
                said: format!("{}已回复", chinese(on)),
            },
            (None, Some(it)) => Found::Met {
                record: RecordRef { register: "submission", id: it.id },
                on: Some(it.submitted_on),
                said: format!("{}已报送整改回执（报送记录#{}）", chinese(it.submitted_on), it.id),
            },
            (None, None) => Found::Unmet { near: None },
        };
        let is_open = matches!(found, Found::Unmet { .. });
        // An opinion or a note without a printed day asks for no reply.
        if is_open && order.due_on.is_none() && !order.asks_reply {
            return;
        }
        let mut row = self.row(rule, edition, &order.number, &order.issued_on.to_string());
        row.mark = edition.mark_on(order.issued_on);
        row.title = format!("文书 {} {}", order.number, rule.title);
        row.window_from = Some(order.issued_on);
        if is_open && order.due_on.is_none() {
            row.missing = vec!["due_on".to_owned()];
            row.because = "没有登记文书上印的回复期限，不能判定；确实没有印的，问明下达部门后填上".to_owned();
            answer.obligations.push(row);
            return;
        }
        let step = Step { event: order.issued_on, dated: order.due_on, found, field: "replied_on", missing: None };
        self.settle_step(rule, edition, row, step, answer);
    }

    fn judge_item(&self, rule: &Rule, order: &Order, item: &OrderItem, answer: &mut Judgement) {
        let Some(edition) = rule.edition_on(order.issued_on, &self.records.settings) else { return };
        let object = format!("{}#{}", order.number, item.number);
        let mut row = self.row(rule, edition, &object, &order.issued_on.to_string());
        row.mark = edition.mark_on(order.issued_on);
        row.title = format!("文书 {} 第{}项 {}", order.number, item.number, item.requirement.replace('\n', " "));
        row.window_from = Some(order.issued_on);
        if item.owner.is_some() {
            row.owner.clone_from(&item.owner);
        }
        let done = item.done_on.filter(|on| *on <= self.today);
        let accepted = item.hazard.as_ref().and_then(|(code, on)| Some((code, (*on)?)));
        let record = RecordRef { register: "authority_order_item", id: item.id };
        let found = match (done, accepted.filter(|(_, on)| *on <= self.today)) {
            (Some(on), _) => Found::Met { record, on: Some(on), said: format!("{}已完成", chinese(on)) },
            (None, Some((code, on))) => {
                Found::Met { record, on: Some(on), said: format!("对应隐患 {code} {}已验收", chinese(on)) }
            }
            (None, None) => Found::Unmet { near: None },
        };
        let dated = item.due_on.or(order.due_on);
        if dated.is_none() && matches!(found, Found::Unmet { .. }) {
            row.missing = vec!["due_on".to_owned()];
            row.because = "这一项和文书都没有登记期限，不能判定是否逾期".to_owned();
            answer.obligations.push(row);
            return;
        }
        let step = Step { event: order.issued_on, dated, found, field: "done_on", missing: None };
        self.settle_step(rule, edition, row, step, answer);
    }

    /// The order an obligation is about.
    pub(super) fn order_of(&self, row: &Obligation) -> Option<&Order> {
        let number = row.object.rsplit_once('#').map_or(row.object.as_str(), |(number, _)| number);
        self.records.orders.iter().find(|it| it.number == row.object || it.number == number)
    }
}

/// What is looked at, in words.
pub(super) fn order_lines(order: &Order) -> Vec<String> {
    let day = |date: Option<chrono::NaiveDate>| date.map_or_else(|| "未记".to_owned(), chinese);
    let mut lines = vec![
        format!("文书 {}（执法文书#{}）：{}下达", order.number, order.id, chinese(order.issued_on)),
        format!("{}，回复期限{}，回复{}", order.authority, day(order.due_on), day(order.replied_on)),
    ];
    lines.extend(order.items.iter().map(|item| {
        let due = item.due_on.or(order.due_on);
        format!("第{}项：期限{}，完成{}", item.number, day(due), day(item.done_on))
    }));
    lines
}
