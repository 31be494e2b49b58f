//! Roles a post has under the law.

use super::code::codes;

codes! {
    /// What a post is to work safety: who answers for the plant, who manages safety, who works (安全生产法 第五条、第二十一条至第二十七条).
    pub enum PostRole {
        Principal = "principal" "主要负责人",
        PartySecretary = "party_secretary" "党组织书记",
        Deputy = "deputy" "分管负责人",
        Leader = "leader" "其他班子成员",
        SafetyDirector = "safety_director" "安全总监",
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
            Self::Principal
            | Self::PartySecretary
            | Self::Deputy
            | Self::Leader
            | Self::SafetyDirector
            | Self::WorkshopHead
            | Self::TeamLeader
            | Self::Worker
            | Self::Other => false,
        }
    }

    /// Whether its holder belongs to the plant's leading team (领导班子): 一岗双责 binds every one of them.
    #[must_use]
    pub fn is_leader(self) -> bool {
        match self {
            Self::Principal | Self::PartySecretary | Self::Deputy | Self::Leader | Self::SafetyDirector => true,
            Self::SafetyHead
            | Self::SafetyManager
            | Self::PartTimeSafety
            | Self::WorkshopHead
            | Self::TeamLeader
            | Self::Worker
            | Self::Other => false,
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
