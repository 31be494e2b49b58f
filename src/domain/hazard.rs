//! Stand-in until the hazard rules land.
use super::code::codes;
codes! {
    /// 级别
    pub enum Level { General = "general" "一般", Major = "major" "重大" }
}
codes! {
    /// 状态
    pub enum State {
        Found = "found" "已发现",
        Assessed = "assessed" "已定级",
        Rectifying = "rectifying" "整改中",
        ToAccept = "to_accept" "待验收",
        Closed = "closed" "已销号",
    }
}
