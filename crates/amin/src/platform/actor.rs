//! Who acts, in which organisation, with which rights: an act takes it and asks it.

use crate::platform::errors::ActError;
use crate::platform::permissions::{Right, Role, Scope, scope};

/// One role that an account holds, perhaps for one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit for which it is held; none means the whole organisation.
    pub unit: Option<String>,
    /// That unit and all below it.
    pub reach: Vec<String>,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Organisation in which the act happens.
    pub organisation: String,
    /// Account; none for a citizen without one and for the program itself.
    pub account: Option<String>,
    /// Person of the account.
    pub person: Option<String>,
    /// Name to show.
    pub name: String,
    /// Roles held.
    pub grants: Vec<Grant>,
    /// The program itself acts: deadlines that pass, imports from the command line, the demonstration's set-up.
    pub program: bool,
}

impl Actor {
    /// A citizen without an account.
    pub fn citizen(organisation: &str) -> Self {
        Self {
            organisation: organisation.to_owned(),
            account: None,
            person: None,
            name: String::new(),
            grants: Vec::new(),
            program: false,
        }
    }

    /// The program itself.
    pub fn program(organisation: &str) -> Self {
        Self {
            program: true,
            ..Self::citizen(organisation)
        }
    }

    /// The widest scope in which this actor holds a right, with the grant that gives it.
    pub fn grant_for(&self, right: Right) -> Option<(&Grant, Scope)> {
        self.grants
            .iter()
            .filter_map(|grant| {
                let scope = scope(grant.role, right)?;
                // A role that reaches over the whole organisation in the table, but is held for one unit, reaches over that unit.
                Some((
                    grant,
                    if grant.unit.is_some() {
                        Scope::OwnUnit
                    } else {
                        scope
                    },
                ))
            })
            .max_by_key(|(_, scope)| *scope)
    }

    /// Whether this actor holds a right at all.
    pub fn may(&self, right: Right) -> bool {
        self.program || self.grant_for(right).is_some()
    }

    /// Whether this actor may come by a right: to read, or else to change something. An overseer reads and changes nothing, whatever
    /// may be done by the right that lets him read.
    pub fn may_by_method(&self, right: Right, reads: bool) -> bool {
        if reads {
            return self.may(right);
        }
        self.program
            || self
                .grants
                .iter()
                .any(|grant| grant.role != Role::Overseer && scope(grant.role, right).is_some())
    }

    /// Whether this actor holds a right for a matter of a unit (none: a matter that has no unit yet).
    pub fn may_for(&self, right: Right, unit: Option<&str>) -> bool {
        self.program
            || self
                .grants
                .iter()
                .any(|grant| match (scope(grant.role, right), &grant.unit) {
                    (None, _) => false,
                    (Some(Scope::All), None) => true,
                    (Some(_), _) => {
                        unit.is_some_and(|unit| grant.reach.iter().any(|reached| reached == unit))
                    }
                })
    }

    /// Refuses an actor without the right for a matter of a unit.
    pub fn require(&self, right: Right, unit: Option<&str>) -> Result<(), ActError> {
        if self.may_for(right, unit) {
            Ok(())
        } else {
            Err(ActError::Forbidden)
        }
    }

    /// The units whose matters this actor sees by a right: `None` means all.
    pub fn units_for(&self, right: Right) -> Option<Vec<String>> {
        if self.program
            || self
                .grants
                .iter()
                .any(|g| g.unit.is_none() && scope(g.role, right) == Some(Scope::All))
        {
            return None;
        }
        let mut units: Vec<String> = self
            .grants
            .iter()
            .filter(|grant| scope(grant.role, right).is_some())
            .flat_map(|grant| grant.reach.iter().cloned())
            .collect();
        units.sort_unstable();
        units.dedup();
        Some(units)
    }

    /// The role to write in the journal for an act by a right; a citizen's where none is held.
    pub fn role_for(&self, right: Option<Right>) -> &'static str {
        if self.program {
            return "program";
        }
        right
            .and_then(|right| self.grant_for(right))
            .map_or(Role::Citizen.code(), |(grant, _)| grant.role.code())
    }

    /// The unit to write in the journal for an act by a right.
    pub fn unit_for(&self, right: Right) -> Option<String> {
        self.grant_for(right)
            .and_then(|(grant, _)| grant.unit.clone())
    }
}
