//! Why somebody may do something with a record, or may not: role by role, condition by condition.

use campo_model::expr::Scope;
use campo_model::id::{RecordId, TypeKey};
use campo_model::manifest::FieldRight;
use campo_model::registry::{MergedRole, Rule, TypeGrant};
use rusqlite::Connection;

use crate::administrator::By;
use crate::catalog::{Catalog, Person};
use crate::error::{LogError, Result};
use crate::rules::Seen;
use crate::table::document;
use crate::table::record::{self, RecordRow};
use crate::table::user::{self, User};
use crate::tenant::Tenant;
use crate::values;

/// What one person may do with one record.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonRights {
    /// The person.
    pub user: User,
    /// Whether their devices hold the record.
    pub on_devices: bool,
    /// The condition of the type that a record must meet to be on the person's devices, if there is one for them.
    pub scope: Option<Condition>,
    /// Each right, with what gives it.
    pub rights: Vec<ExplainedRight>,
    /// The facets of the record that are hidden from them, though they may read it.
    pub hidden: Vec<String>,
}

/// One right on one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedRight {
    /// `read`, `update`, `delete` or `export`.
    pub right: &'static str,
    /// Whether the person has it.
    pub allowed: bool,
    /// What each role says about it; a role that never gives it is not named.
    pub because: Vec<RoleReason>,
}

/// What a role says about a right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleReason {
    /// The role.
    pub role: String,
    /// The conditions of which one must hold; none means always.
    pub conditions: Vec<Condition>,
}

/// A condition, and whether it holds for the record and the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// As the module writes it.
    pub expression: String,
    /// Whether it holds.
    pub holds: bool,
}

/// The rule of a grant about one right.
type RuleOf = fn(&TypeGrant) -> &Rule;

/// The rights explained, in the order shown.
const RIGHTS: [(&str, RuleOf); 4] = [
    ("read", |grant| &grant.read),
    ("update", |grant| &grant.update),
    ("delete", |grant| &grant.delete),
    ("export", |grant| &grant.export),
];

impl Tenant {
    /// What each person of the tenant may do with a record, and why; for an administrator. Disabled people may nothing
    /// and are not named.
    pub fn explain_record(&self, id: RecordId, by: impl Into<By>) -> Result<Vec<PersonRights>> {
        let By { now_ms, .. } = by.into();
        self.read(|connection| {
            let row =
                record::get(connection, id)?.ok_or_else(|| LogError::missing("record", id))?;
            let catalog = self.catalog(connection)?;
            let people = user::all(connection)?.into_iter();
            people
                .filter(|user| !user.disabled)
                .map(|user| explain(connection, &catalog, user, &row, now_ms))
                .collect()
        })
    }
}

fn explain(
    connection: &Connection,
    catalog: &Catalog,
    user: User,
    row: &RecordRow,
    now_ms: i64,
) -> Result<PersonRights> {
    let person = Person::new(catalog.registry(), user);
    let declared = catalog
        .registry()
        .record_type(&row.record_type)
        .ok_or_else(|| LogError::missing("type", &row.record_type))?;
    let fields = values::fields(declared, &document::of_record(connection, row.n)?);
    let about = (&row.record_type, declared, row.id);
    let seen = Seen::gather(connection, (catalog, &person), about, &fields, now_ms)?;
    let (scope, access) = (seen.scope(), person.on(&row.record_type));
    let held = held_roles(catalog, &person.user);
    let rights = RIGHTS.iter().map(|(right, rule)| ExplainedRight {
        right,
        allowed: rule(&access.grant).holds(&scope),
        because: reasons(&held, &row.record_type, *rule, &scope),
    });
    let facets = declared.facets.iter().map(|facet| facet.key.clone());
    let hidden = facets.filter(|facet| access.facet(facet) == FieldRight::Hidden);
    Ok(PersonRights {
        on_devices: access.replicates(&scope),
        scope: conditions(&access.within, &scope).into_iter().next(),
        rights: rights.collect(),
        hidden: hidden.collect(),
        user: person.user,
    })
}

fn held_roles<'a>(catalog: &'a Catalog, user: &User) -> Vec<&'a MergedRole> {
    let roles = user.roles.iter();
    roles
        .filter_map(|role| catalog.registry().role(role))
        .collect()
}

fn reasons(
    held: &[&MergedRole],
    record_type: &TypeKey,
    rule: RuleOf,
    scope: &Scope<'_>,
) -> Vec<RoleReason> {
    let reason = |role: &&MergedRole| {
        let rule = rule(role.grants.get(record_type)?);
        (*rule != Rule::Never).then(|| RoleReason {
            role: role.key.clone(),
            conditions: conditions(rule, scope),
        })
    };
    held.iter().filter_map(reason).collect()
}

fn conditions(rule: &Rule, scope: &Scope<'_>) -> Vec<Condition> {
    let Rule::When(any) = rule else {
        return Vec::new();
    };
    let condition = |expression: &campo_model::expr::Expression| Condition {
        expression: expression.source().to_owned(),
        holds: expression.holds(scope),
    };
    any.iter().map(condition).collect()
}

#[cfg(test)]
mod tests;
