//! What can a user be? Each role counts in a subtree of the organization.

/// A role of a user. Chair, deputies and secretaries of one briefing are named in the briefing; the roles of
/// the same name here are standing appointments in a subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Quản trị: units, sites, users, roles.
    Admin,
    /// Kỹ thuật trung tâm: links, layout, mute; no votes, no conclusion.
    Centre,
    /// Kỹ thuật của một cây con: the same in the own subtree.
    Technician,
    /// Thư ký điều hành: acts on behalf of the chair.
    Secretary,
    /// Chủ trì.
    Chair,
    /// Chủ tọa thay.
    Deputy,
    /// Đại biểu.
    Delegate,
    /// Quan sát.
    Observer,
    /// Kiểm toán: reads the log, changes nothing.
    Auditor,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 9] = [
        Role::Admin,
        Role::Centre,
        Role::Technician,
        Role::Secretary,
        Role::Chair,
        Role::Deputy,
        Role::Delegate,
        Role::Observer,
        Role::Auditor,
    ];

    /// Whether it means something in one unit only: nobody is everybody's delegate.
    pub fn is_of_one_unit(self) -> bool {
        self == Role::Delegate
    }

    /// The stable name in the store and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Centre => "centre",
            Role::Technician => "technician",
            Role::Secretary => "secretary",
            Role::Chair => "chair",
            Role::Deputy => "deputy",
            Role::Delegate => "delegate",
            Role::Observer => "observer",
            Role::Auditor => "auditor",
        }
    }

    /// The role of that name.
    pub fn of_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}
