//! Roles of all modules merged by key, with the roles they include folded in.

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::Expression;
use crate::id::TypeKey;
use crate::manifest::{
    FieldRight, Grant, Label, Module, Permission, RecordType, RoleScope, TypeRef,
};

/// A role over all installed modules.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedRole {
    /// The key.
    pub key: String,
    /// The first label a module gives it.
    pub label: Label,
    /// The roles folded in, itself included.
    pub includes: BTreeSet<String>,
    /// Whether its devices keep all it may read, and not only what is in scope.
    pub scope: RoleScope,
    /// What it may do, by type.
    pub grants: BTreeMap<TypeKey, TypeGrant>,
}

/// The grants of several roles or modules on one type: whoever is allowed by any of them is allowed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TypeGrant {
    /// Which records are seen.
    pub read: Rule,
    /// Which may be made.
    pub create: Rule,
    /// Which may be edited.
    pub update: Rule,
    /// Which may be deleted.
    pub delete: Rule,
    /// Which may be taken out as a file.
    pub export: Rule,
    /// The rights on single fields that are narrower than on the record.
    pub fields: BTreeMap<String, FieldRight>,
    /// The rights on whole facets that are narrower than on the record.
    pub facets: BTreeMap<String, FieldRight>,
}

/// For which records something is allowed.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Rule {
    /// For none.
    #[default]
    Never,
    /// For all.
    Always,
    /// For those of which any of the expressions holds.
    When(Vec<Expression>),
}

impl Rule {
    /// The rule that allows what either allows.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Always, _) | (_, Self::Always) => Self::Always,
            (Self::Never, rule) | (rule, Self::Never) => rule,
            (Self::When(mut any), Self::When(more)) => {
                more.into_iter().for_each(|one| {
                    if !any.contains(&one) {
                        any.push(one)
                    }
                });
                Self::When(any)
            }
        }
    }
}

impl From<&Permission> for Rule {
    fn from(permission: &Permission) -> Self {
        match permission {
            Permission::Never => Self::Never,
            Permission::Always => Self::Always,
            Permission::When(expression) => Self::When(vec![expression.clone()]),
        }
    }
}

impl From<&Grant> for TypeGrant {
    fn from(grant: &Grant) -> Self {
        Self {
            read: (&grant.read).into(),
            create: (&grant.create).into(),
            update: (&grant.update).into(),
            delete: (&grant.delete).into(),
            export: (&grant.export).into(),
            fields: grant.fields.clone(),
            facets: grant.facets.clone(),
        }
    }
}

impl TypeGrant {
    /// A grant on a type that says each restriction of the facet and of its fields alike: a role may say it of either,
    /// and two that say the same must be seen to.
    fn on(record_type: &RecordType, grant: &Grant) -> Self {
        let mut made = Self::from(grant);
        for facet in record_type.facet_keys() {
            let said = match facet {
                RecordType::BASE => right(&made.facets, facet).max(FieldRight::Read),
                _ => right(&made.facets, facet),
            };
            let mut widest = None;
            for field in record_type.fields_of(facet) {
                let narrowed = right(&made.fields, &field.key).min(said);
                widest = widest.max(Some(narrowed));
                made.fields.insert(field.key.clone(), narrowed);
            }
            if facet != RecordType::BASE {
                let narrowed = widest.map_or(said, |widest| widest.min(said));
                made.facets.insert(facet.to_owned(), narrowed);
            }
        }
        made.fields.retain(|_, right| *right != FieldRight::Edit);
        made.facets.retain(|_, right| *right != FieldRight::Edit);
        made
    }

    /// The grant that allows what either allows: a restriction stays only when both have it or one cannot read at all.
    /// Who may only read gives nobody the right to edit a field.
    pub fn or(self, other: Self) -> Self {
        if self.read == Rule::Never {
            return other.or_actions(self);
        }
        if other.read == Rule::Never {
            return self.or_actions(other);
        }
        let most = (self.most(), other.most());
        let fields = widest((&self.fields, &other.fields), most);
        let facets = widest((&self.facets, &other.facets), most);
        Self {
            fields,
            facets,
            ..self.or_actions(other)
        }
    }

    /// The right on what nothing narrows.
    fn most(&self) -> FieldRight {
        match (&self.create, &self.update) {
            (Rule::Never, Rule::Never) => FieldRight::Read,
            _ => FieldRight::Edit,
        }
    }

    fn or_actions(self, other: Self) -> Self {
        Self {
            read: self.read.or(other.read),
            create: self.create.or(other.create),
            update: self.update.or(other.update),
            delete: self.delete.or(other.delete),
            export: self.export.or(other.export),
            fields: self.fields,
            facets: self.facets,
        }
    }
}

/// The right on a field or facet; whole where nothing narrows it.
fn right(rights: &BTreeMap<String, FieldRight>, key: &str) -> FieldRight {
    rights.get(key).copied().unwrap_or(FieldRight::Edit)
}

/// What is narrow on both sides, each with its right on what it does not name.
fn widest(
    (a, b): (&BTreeMap<String, FieldRight>, &BTreeMap<String, FieldRight>),
    (most_a, most_b): (FieldRight, FieldRight),
) -> BTreeMap<String, FieldRight> {
    let right = |key| {
        let (a, b) = (a.get(key), b.get(key));
        *a.unwrap_or(&most_a).max(b.unwrap_or(&most_b))
    };
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    keys.into_iter()
        .map(|key| (key.clone(), right(key)))
        .filter(|(_, right)| *right != FieldRight::Edit)
        .collect()
}

/// Merges the roles of all modules; an unknown or circular `includes` is passed over here and reported by the checks.
pub(super) fn merge(modules: &[Module]) -> BTreeMap<String, MergedRole> {
    let types = modules.iter().flat_map(|module| &module.types);
    let types = types.filter_map(|declared| Some((declared.type_key().ok()?, declared)));
    let own = by_key(modules, &types.collect());
    own.values()
        .map(|role| (role.key.clone(), fold(role, &own)))
        .collect()
}

fn by_key(
    modules: &[Module],
    types: &BTreeMap<TypeKey, &RecordType>,
) -> BTreeMap<String, MergedRole> {
    let mut merged: BTreeMap<String, MergedRole> = BTreeMap::new();
    for (module, role) in modules
        .iter()
        .flat_map(|module| module.roles.iter().map(move |role| (module, role)))
    {
        let entry = merged
            .entry(role.key.clone())
            .or_insert_with(|| MergedRole {
                key: role.key.clone(),
                label: role.label.clone(),
                includes: BTreeSet::new(),
                scope: RoleScope::Own,
                grants: BTreeMap::new(),
            });
        entry.includes.extend(role.includes.iter().cloned());
        if role.scope == Some(RoleScope::All) {
            entry.scope = RoleScope::All;
        }
        for (name, grant) in &role.grants {
            if let Ok(key) = TypeRef::from(name.as_str()).resolve(&module.module) {
                let declared = types.get(&key);
                let grant = declared.map_or_else(|| grant.into(), |on| TypeGrant::on(on, grant));
                add(&mut entry.grants, key, grant);
            }
        }
    }
    merged
}

fn add(grants: &mut BTreeMap<TypeKey, TypeGrant>, key: TypeKey, grant: TypeGrant) {
    let known = grants.remove(&key).unwrap_or_default();
    grants.insert(key, known.or(grant));
}

fn fold(role: &MergedRole, own: &BTreeMap<String, MergedRole>) -> MergedRole {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![role.key.clone()];
    while let Some(next) = waiting.pop() {
        if let Some(role) = own.get(&next)
            && seen.insert(next)
        {
            waiting.extend(role.includes.iter().cloned());
        }
    }
    let mut folded = role.clone();
    for role in seen
        .iter()
        .filter(|name| **name != role.key)
        .filter_map(|name| own.get(name))
    {
        if role.scope == RoleScope::All {
            folded.scope = RoleScope::All;
        }
        for (type_key, grant) in &role.grants {
            add(&mut folded.grants, type_key.clone(), grant.clone());
        }
    }
    folded.includes = seen;
    folded
}
