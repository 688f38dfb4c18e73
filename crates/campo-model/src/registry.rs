//! The installed modules of a tenant as one whole: every type, view and role, with references resolved.
//!
//! Invariant: a registry exists only when every reference in its modules resolves; what it hands out needs no further check.

use std::collections::BTreeMap;

use crate::check;
use crate::id::TypeKey;
use crate::manifest::{Field, Measure, Module, RecordType, View};
use crate::problem::Problem;

mod path;
mod roles;

pub use path::{ADDRESS_PARTS, FieldPath, GEO_PARTS, PathError, Target};
pub use roles::{MergedRole, Rule, TypeGrant};

/// All modules of a tenant.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    modules: Vec<Module>,
    types: BTreeMap<TypeKey, (usize, usize)>,
    roles: BTreeMap<String, MergedRole>,
}

impl Registry {
    /// Joins modules and checks them together: dependencies, references across modules, roles, expressions.
    ///
    /// Gives every problem found when one of them is an error, named by module; warnings do not stop a registry.
    pub fn new(modules: Vec<Module>) -> Result<Self, Vec<Problem>> {
        let registry = Self::join(modules);
        let problems = check::registry(&registry);
        match problems.iter().any(Problem::is_error) {
            true => Err(problems),
            false => Ok(registry),
        }
    }

    /// Builds the lookups without checking.
    pub(crate) fn join(modules: Vec<Module>) -> Self {
        let mut types = BTreeMap::new();
        for (m, module) in modules.iter().enumerate() {
            for (t, record_type) in module.types.iter().enumerate() {
                if let Ok(key) = record_type.type_key() {
                    types.insert(key, (m, t));
                }
            }
        }
        let roles = roles::merge(&modules);
        Self {
            modules,
            types,
            roles,
        }
    }

    /// The modules, in the order given.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// The module with this key.
    pub fn module(&self, key: &str) -> Option<&Module> {
        self.modules.iter().find(|module| module.module == key)
    }

    /// The type with this key.
    pub fn record_type(&self, key: &TypeKey) -> Option<&RecordType> {
        let (module, position) = self.types.get(key)?;
        self.modules.get(*module)?.types.get(*position)
    }

    /// Every type with its full key, sorted by key.
    pub fn types(&self) -> impl Iterator<Item = (&TypeKey, &RecordType)> {
        self.types
            .keys()
            .filter_map(|key| Some((key, self.record_type(key)?)))
    }

    /// The views of a type, whichever module declares them.
    pub fn views<'a>(&'a self, of: &'a TypeKey) -> impl Iterator<Item = &'a View> {
        self.modules
            .iter()
            .flat_map(|module| &module.views)
            .filter(move |view| view.of.as_str() == of.as_str())
    }

    /// The measures of a type, each with the module that declares it.
    pub fn measures<'a>(
        &'a self,
        of: &'a TypeKey,
    ) -> impl Iterator<Item = (&'a Module, &'a Measure)> {
        let own = move |module: &'a Module| module.measures.iter().map(move |one| (module, one));
        self.modules
            .iter()
            .flat_map(own)
            .filter(move |(_, measure)| measure.of.as_str() == of.as_str())
    }

    /// The type a reference field refers to.
    pub fn target(&self, field: &Field) -> Option<(TypeKey, &RecordType)> {
        let key = field.target()?;
        let record_type = self.record_type(&key)?;
        Some((key, record_type))
    }

    /// Every reference to a type: the referring type and its field.
    pub fn referrers<'a>(
        &'a self,
        to: &'a TypeKey,
    ) -> impl Iterator<Item = (&'a TypeKey, &'a Field)> {
        self.types().flat_map(move |(key, record_type)| {
            let refers = move |field: &&Field| {
                field
                    .to
                    .as_ref()
                    .is_some_and(|target| target.as_str() == to.as_str())
            };
            record_type
                .fields
                .iter()
                .filter(refers)
                .map(move |field| (key, field))
        })
    }

    /// The roles of all modules, merged by key, with what they include.
    pub fn roles(&self) -> impl Iterator<Item = &MergedRole> {
        self.roles.values()
    }

    /// The role with this key.
    pub fn role(&self, key: &str) -> Option<&MergedRole> {
        self.roles.get(key)
    }
}
