//! One column of a table that goes out or is asked for, as far as a spreadsheet needs to know it.

/// What a column holds; decides format, width and drop-down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Free text.
    Text,
    /// Code, number of a document or phone: text that must keep its zeros and all its digits.
    Code,
    /// Day.
    Date,
    /// Day and time of day.
    Moment,
    /// Whole number.
    Integer,
    /// Money in yuan, two decimals.
    Money,
    /// A number of at most so many decimals.
    Decimal(u8),
    /// One of these labels.
    Choice(Vec<String>),
}

/// A column of an export or a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Stable key of the register's column.
    pub key: &'static str,
    /// Header as people read it.
    pub header: String,
    /// Whether a row without it is refused.
    pub required: bool,
    /// What it holds.
    pub kind: Kind,
    /// One or two sentences for who fills it in; empty when there is nothing to say.
    pub help: String,
    /// Width in characters of the default font; by kind when not given.
    pub width: Option<u16>,
}

impl ColumnSpec {
    /// A column that is not required, without help, of its kind's own width.
    #[must_use]
    pub fn new(key: &'static str, header: impl Into<String>, kind: Kind) -> Self {
        Self { key, header: header.into(), required: false, kind, help: String::new(), width: None }
    }

    /// The same column, required.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same column with words for who fills it in.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Width in characters: as given, but never narrower than the header.
    #[must_use]
    pub fn shown_width(&self) -> f64 {
        let by_kind = match &self.kind {
            Kind::Text => 18,
            Kind::Code => 20,
            Kind::Date => 12,
            Kind::Moment => 17,
            Kind::Integer => 10,
            Kind::Money => 14,
            Kind::Decimal(_) => 8,
            Kind::Choice(labels) => labels.iter().map(|label| label.chars().count() * 2 + 4).max().unwrap_or(8).min(30),
        };
        // A Chinese character takes two columns; the filter button takes three more.
        let header: usize = self.header.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() + 3;
        let width = self.width.map_or(by_kind, usize::from).max(header).min(80);
        f64::from(u32::try_from(width).unwrap_or(80))
    }

    /// What the column holds, for the page that explains the template.
    #[must_use]
    pub fn kind_label(&self) -> String {
        match &self.kind {
            Kind::Text => "文字".to_owned(),
            Kind::Code => "文本格式的编号，不要改成数字格式".to_owned(),
            Kind::Date => "日期，如 2026-03-01".to_owned(),
            Kind::Moment => "日期和时刻，如 2026-03-01 14:30".to_owned(),
            Kind::Integer => "整数".to_owned(),
            Kind::Money => "金额（元），最多两位小数".to_owned(),
            Kind::Decimal(places) => format!("数，最多 {places} 位小数"),
            Kind::Choice(labels) if labels.len() <= 12 => format!("从下拉中选：{}", labels.join("、")),
            Kind::Choice(labels) => format!("从下拉中选，共 {} 项", labels.len()),
        }
    }
}
