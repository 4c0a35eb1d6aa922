//! The tree of units on one day: who is below whom, and in what order.

use super::{Level, sort_key};
use crate::ids::UnitId;
use std::collections::{BTreeMap, HashMap};

/// A unit of the organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The unit.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The unit above; none at the top.
    pub parent: Option<UnitId>,
}

/// The tree of units on one day.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Every unit before the units below it, siblings by name.
    units: Vec<Unit>,
    /// Position of each unit in `units`.
    order: HashMap<UnitId, usize>,
}

impl Tree {
    /// Orders `units`. One whose parent is not among them stands at the top, so that nothing is lost from
    /// sight when a parent was closed.
    pub(super) fn of(units: Vec<Unit>) -> Self {
        let known: BTreeMap<UnitId, ()> = units.iter().map(|unit| (unit.id, ())).collect();
        let mut children: BTreeMap<Option<UnitId>, Vec<Unit>> = BTreeMap::new();
        for unit in units {
            children.entry(unit.parent.filter(|parent| known.contains_key(parent))).or_default().push(unit);
        }
        for siblings in children.values_mut() {
            siblings.sort_by_cached_key(|unit| std::cmp::Reverse((sort_key(&unit.name), unit.id)));
        }
        let mut tree = Self::default();
        let mut open = children.remove(&None).unwrap_or_default();
        while let Some(unit) = open.pop() {
            open.extend(children.remove(&Some(unit.id)).unwrap_or_default());
            tree.order.insert(unit.id, tree.units.len());
            tree.units.push(unit);
        }
        tree
    }

    /// Every unit, parents first, siblings by name.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// One unit.
    pub fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.order.get(&id).map(|index| &self.units[*index])
    }

    /// Position of a unit in tree order; unknown units come last.
    pub fn order(&self, id: UnitId) -> usize {
        self.order.get(&id).copied().unwrap_or(usize::MAX)
    }

    /// The unit and all units above it, from the unit upwards.
    pub fn upwards(&self, id: UnitId) -> impl Iterator<Item = &Unit> {
        std::iter::successors(self.unit(id), |unit| unit.parent.and_then(|parent| self.unit(parent)))
    }

    /// Whether `unit` is `root` or below it. Every unit is within the whole (`None`).
    pub fn is_within(&self, unit: UnitId, root: Option<UnitId>) -> bool {
        root.is_none_or(|root| self.upwards(unit).any(|above| above.id == root))
    }

    /// Units from the root down to the unit.
    pub fn within(&self, unit: UnitId) -> Vec<UnitId> {
        let mut units: Vec<UnitId> = self.upwards(unit).map(|unit| unit.id).collect();
        units.reverse();
        units
    }

    /// The units from the root down to the unit; empty when there is no such unit.
    pub fn lineage(&self, unit: UnitId) -> Vec<UnitId> {
        let mut ids: Vec<UnitId> = self.upwards(unit).map(|unit| unit.id).collect();
        ids.reverse();
        ids
    }

    /// The units that contain all of `units`, from the root down.
    pub fn common(&self, units: impl Iterator<Item = UnitId>) -> Vec<UnitId> {
        let mut lineages = units.map(|unit| self.lineage(unit));
        let first = lineages.next().unwrap_or_default();
        lineages.fold(first, |mut common, lineage| {
            let shared = common.iter().zip(&lineage).take_while(|(a, b)| a == b).count();
            common.truncate(shared);
            common
        })
    }

    /// Names from the root to the unit.
    pub fn path(&self, unit: UnitId) -> Vec<String> {
        let mut names: Vec<String> = self.upwards(unit).map(|unit| unit.name.clone()).collect();
        names.reverse();
        names
    }
}
