//! The packs that come with the program: one list, embedded at build time.

/// One embedded pack: where it lies in the repository and what it says.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Path below `knowledge/`; names the pack in messages.
    pub file: &'static str,
    /// The TOML text.
    pub text: &'static str,
}

/// Lists the files once; the path is both the name and what is embedded.
macro_rules! sources {
    ($($file:literal),+ $(,)?) => {
        &[$(Source { file: $file, text: include_str!(concat!("../../knowledge/", $file)) }),+]
    };
}

/// Every pack this module reads, in the order `pack list` shows them.
pub const SOURCES: &[Source] = sources![
    "instruments.toml",
    "accident_kinds.toml",
    "facts.toml",
    "obligations/inspection.toml",
    "obligations/hazard.toml",
    "obligations/report.toml",
    "obligations/five.toml",
    "five/2026.toml",
    "risk.toml",
    "obligations/risk.toml",
    "obligations/responsibility.toml",
    "obligations/organisation.toml",
    "obligations/assessment.toml",
    "obligations/event.toml",
    "checklists/daily.toml",
    "checklists/weekly.toml",
    "checklists/monthly.toml",
    "checklists/fire.toml",
    "checklists/electric.toml",
    "checklists/special-equipment.toml",
    "checklists/confined-space.toml",
    "checklists/hazchem-store.toml",
    "checklists/dust.toml",
    "checklists/hot-work.toml",
    "checklists/holiday.toml",
    "checklists/summer.toml",
    "checklists/winter.toml",
    "checklists/fire-patrol.toml",
    "checklists/extinguisher.toml",
    "checklists/leader.toml",
    "duties/principal.toml",
    "duties/deputy.toml",
    "duties/safety-director.toml",
    "duties/safety-staff.toml",
    "duties/leader.toml",
    "duties/workshop-head.toml",
    "duties/team-leader.toml",
    "duties/worker.toml",
    "duties/special-operation.toml",
    "duties/equipment.toml",
    "duties/electrician.toml",
    "duties/warehouse.toml",
    "duties/purchasing.toml",
    "duties/personnel.toml",
    "duties/finance.toml",
    "duties/union.toml",
    "duties/contractor.toml",
    "phrases.toml",
    "hours.toml",
    "certificates.toml",
    "obligations/training.toml",
    "obligations/certificate.toml",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::SOURCES;

    fn files(below: &Path, root: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, root, found);
            } else {
                found.insert(path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"));
            }
        }
    }

    #[test]
    fn every_pack_of_the_folder_is_listed_and_kept_with_frozen_reports() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
        let mut found = BTreeSet::new();
        files(&root, &root, &mut found);
        let listed: BTreeSet<String> = SOURCES.iter().map(|it| it.file.to_owned()).collect();
        assert_eq!(found, listed);
    }
}
