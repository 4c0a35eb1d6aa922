//! Who belongs where? The tree of units, of any depth and with dated membership, and the sites in it.

mod error;
mod name;
mod site;
mod tree;
mod unit;

pub use error::DirectoryError;
pub use name::{fold, sort_key};
pub use site::{NewSite, Site, SiteEdit};
pub use tree::{Tree, Unit};
pub(crate) use unit::read_tree;
pub use unit::{Level, NewUnit, UnitEdit};

use crate::clock::Clock;
use crate::store::Store;

#[cfg(test)]
mod tests;

/// Units and sites. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Directory {
    store: Store,
    clock: Clock,
}

impl Directory {
    /// The directory kept in `store`.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }
}
