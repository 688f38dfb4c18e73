//! What one person may do: their roles over all installed modules, worked out once per session.
//!
//! Invariant: what no role grants is refused. The same rules run in memory here and as SQL in `campo-query`.

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::{Fields, Scope};
use crate::id::{TypeKey, UserId};
use crate::manifest::{FieldRight, RecordType, RoleScope};
use crate::registry::{Registry, Rule, TypeGrant};
use crate::value::Value;

/// The person who signs in.
#[derive(Debug, Clone, PartialEq)]
pub struct Principal {
    /// Who they are.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// The keys of their roles.
    pub roles: Vec<String>,
    /// What else expressions may read of them, as `territory`.
    pub attributes: BTreeMap<String, Value>,
}

impl Principal {
    /// What expressions read as `user`: the attributes, `id`, `name`, `role` (the first) and `roles`.
    pub fn fields(&self) -> Fields {
        let mut fields = self.attributes.clone();
        fields.insert("id".to_owned(), Value::Text(self.id.to_string()));
        fields.insert("name".to_owned(), Value::Text(self.name.clone()));
        fields.insert(
            "role".to_owned(),
            self.roles
                .first()
                .map_or(Value::Null, |role| Value::Text(role.clone())),
        );
        fields.insert(
            "roles".to_owned(),
            Value::List(
                self.roles
                    .iter()
                    .map(|role| Value::Text(role.clone()))
                    .collect(),
            ),
        );
        fields
    }
}

/// What a person may do with each type.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Access {
    roles: BTreeSet<String>,
    types: BTreeMap<TypeKey, TypeAccess>,
    denied: TypeAccess,
}

/// What a person may do with the records of one type.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TypeAccess {
    /// The rules, and the narrower rights on fields and facets.
    pub grant: TypeGrant,
    /// Of the records they may read, those that replicate to their devices.
    pub within: Rule,
    facets: BTreeMap<String, FieldRight>,
    fields: BTreeMap<String, FieldRight>,
}

impl Rule {
    /// Whether the rule allows the record of the scope.
    pub fn holds(&self, scope: &Scope<'_>) -> bool {
        match self {
            Self::Never => false,
            Self::Always => true,
            Self::When(any) => any.iter().any(|expression| expression.holds(scope)),
        }
    }
}

impl Access {
    /// Works out a person's rights; roles that no module declares give nothing.
    pub fn of(registry: &Registry, person: &Principal) -> Self {
        let held: Vec<_> = person
            .roles
            .iter()
            .filter_map(|key| registry.role(key))
            .collect();
        let everything = held.iter().any(|role| role.scope == RoleScope::All);
        let roles = held
            .iter()
            .flat_map(|role| role.includes.iter().cloned())
            .collect();
        let mut types = BTreeMap::new();
        for (key, record_type) in registry.types() {
            let granted = held
                .iter()
                .filter_map(|role| role.grants.get(key).cloned())
                .reduce(TypeGrant::or);
            if let Some(grant) = granted {
                types.insert(key.clone(), TypeAccess::new(record_type, grant, everything));
            }
        }
        Self {
            roles,
            types,
            denied: TypeAccess::default(),
        }
    }

    /// The rights on a type; on a type nothing is granted for, none.
    pub fn on(&self, key: &TypeKey) -> &TypeAccess {
        self.types.get(key).unwrap_or(&self.denied)
    }

    /// The types of which some records may be read.
    pub fn readable_types(&self) -> impl Iterator<Item = &TypeKey> {
        self.types
            .iter()
            .filter(|(_, access)| access.grant.read != Rule::Never)
            .map(|(key, _)| key)
    }

    /// The person's roles and those they include, for transitions and menus.
    pub fn roles(&self) -> &BTreeSet<String> {
        &self.roles
    }
}

impl TypeAccess {
    fn new(record_type: &RecordType, grant: TypeGrant, everything: bool) -> Self {
        let within = match &record_type.sync.scope {
            Some(scope) if !everything => Rule::When(vec![scope.clone()]),
            _ => Rule::Always,
        };
        let narrow = |key: &str, rights: &BTreeMap<String, FieldRight>| {
            rights.get(key).copied().unwrap_or(FieldRight::Edit)
        };
        let facet_right = |facet: &str| match facet {
            RecordType::BASE => narrow(facet, &grant.facets).max(FieldRight::Read),
            _ => narrow(facet, &grant.facets),
        };
        let facets: BTreeMap<String, FieldRight> = record_type
            .facet_keys()
            .map(|facet| (facet.to_owned(), facet_right(facet)))
            .collect();
        let field_right =
            |key: &str, facet: &str| narrow(key, &grant.fields).min(narrow(facet, &facets));
        let mut fields: BTreeMap<String, FieldRight> = record_type
            .fields
            .iter()
            .map(|field| (field.key.clone(), field_right(&field.key, field.facet())))
            .collect();
        if let Some(states) = &record_type.states {
            fields.insert(
                states.field.clone(),
                field_right(&states.field, RecordType::BASE),
            );
        }
        Self {
            grant,
            within,
            facets,
            fields,
        }
    }

    /// Whether a record replicates to the person's devices: it may be read and is within the type's `sync.scope`.
    pub fn replicates(&self, scope: &Scope<'_>) -> bool {
        self.grant.read.holds(scope) && self.within.holds(scope)
    }

    /// The right on a facet of a record one may otherwise read and edit; hidden when the type has no such facet.
    pub fn facet(&self, facet: &str) -> FieldRight {
        self.facets
            .get(facet)
            .copied()
            .unwrap_or(FieldRight::Hidden)
    }

    /// The facets that replicate.
    pub fn readable_facets(&self) -> impl Iterator<Item = &str> {
        self.facets
            .iter()
            .filter(|(_, right)| **right != FieldRight::Hidden)
            .map(|(facet, _)| facet.as_str())
    }

    /// The right on a field; hidden when the type has no such field.
    pub fn field(&self, field: &str) -> FieldRight {
        self.fields
            .get(field)
            .copied()
            .unwrap_or(FieldRight::Hidden)
    }
}

#[cfg(test)]
mod tests;
