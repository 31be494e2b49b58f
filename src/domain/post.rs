//! Roles a post has under the law.

use super::code::codes;

codes! {
    /// What a post is to work safety: who answers for the plant, who manages safety, who works (安全生产法 第五条、第二十一条至第二十七条).
    pub enum PostRole {
        Principal = "principal" "主要负责人",
        Deputy = "deputy" "分管负责人",
        SafetyHead = "safety_head" "安全管理机构负责人",
        SafetyManager = "safety_manager" "专职安管员",
        PartTimeSafety = "part_time_safety" "兼职安管员",
        WorkshopHead = "workshop_head" "车间主任",
        TeamLeader = "team_leader" "班组长",
        Worker = "worker" "岗位员工",
        Other = "other" "其他",
    }
}

impl PostRole {
    /// Whether the post manages safety as its own job: counted where the law asks for safety staff (安全生产法 第二十四条).
    #[must_use]
    pub fn is_safety_staff(self) -> bool {
        match self {
            Self::SafetyHead | Self::SafetyManager | Self::PartTimeSafety => true,
            Self::Principal | Self::Deputy | Self::WorkshopHead | Self::TeamLeader | Self::Worker | Self::Other => {
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_by_code_or_label() {
        assert_eq!(PostRole::read("班组长"), Some(PostRole::TeamLeader));
        assert_eq!(PostRole::read("safety_manager"), Some(PostRole::SafetyManager));
        assert!(PostRole::PartTimeSafety.is_safety_staff() && !PostRole::Principal.is_safety_staff());
    }
}
