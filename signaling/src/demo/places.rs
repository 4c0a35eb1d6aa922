//! Which units and sites does the demonstration have?

use crate::directory::Level;

/// Name of the province.
pub(super) const PROVINCE: &str = "Tỉnh Lào Cai";
const DISTRICT: &str = "Huyện Bảo Yên";

/// A unit with its site.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) unit: &'static str,
    pub(super) level: Level,
    pub(super) parent: Option<&'static str>,
    pub(super) code: &'static str,
    pub(super) site: &'static str,
    pub(super) phone: &'static str,
}

/// Every unit after the one above it; the first has the chair's hall. The telephone numbers are made up.
pub(super) const TREE: [Place; 8] = [
    Place {
        unit: PROVINCE,
        level: Level::Province,
        parent: None,
        code: "LC-TT",
        site: "Điểm cầu trung tâm tỉnh Lào Cai",
        phone: "0214 000 001",
    },
    Place {
        unit: DISTRICT,
        level: Level::District,
        parent: Some(PROVINCE),
        code: "BY",
        site: "Điểm cầu huyện Bảo Yên",
        phone: "0214 000 002",
    },
    commune("Thị trấn Phố Ràng", "BY-PR", "Điểm cầu thị trấn Phố Ràng", "0214 000 003"),
    commune("Xã Bảo Hà", "BY-BH", "Điểm cầu xã Bảo Hà", "0214 000 004"),
    commune("Xã Cam Cọn", "BY-CC", "Điểm cầu xã Cam Cọn", "0214 000 005"),
    commune("Xã Kim Sơn", "BY-KS", "Điểm cầu xã Kim Sơn", "0214 000 006"),
    commune("Xã Lương Sơn", "BY-LS", "Điểm cầu xã Lương Sơn", "0214 000 007"),
    commune("Xã Xuân Thượng", "BY-XT", "Điểm cầu xã Xuân Thượng", "0214 000 008"),
];

const fn commune(unit: &'static str, code: &'static str, site: &'static str, phone: &'static str) -> Place {
    Place { unit, level: Level::Commune, parent: Some(DISTRICT), code, site, phone }
}
