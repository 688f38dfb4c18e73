//! What a tenant's modules say, worked out once and used until a module or a person changes.

mod hops;
mod references;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use campo_document::fields::facet_of;
use campo_document::{Body, Edit};
use campo_model::expr::Fields;
use campo_model::id::{TypeKey, UserId};
use campo_model::manifest::{FieldRight, Module};
use campo_model::problem::Problem;
use campo_model::registry::Registry;
use campo_model::rights::{Access, Principal, TypeAccess};
use campo_model::value::Value;
use campo_sqlite::projection::{Projections, Tables};
use rusqlite::Connection;

use crate::error::{LogError, Result};
use crate::signin::identity;
use crate::table::module::{self, Installed};
use crate::table::user::{self, User};

use hops::Hops;
use references::References;

/// The modules as of one entry of the log.
#[derive(Default)]
pub(crate) struct Catalog {
    seq: u64,
    registry: Arc<Registry>,
    tables: Tables,
    settings: Fields,
    hops: Hops,
    references: References,
    people: Mutex<BTreeMap<UserId, Arc<Person>>>,
}

/// A person with what they may do.
pub(crate) struct Person {
    /// The person.
    pub(crate) user: User,
    /// What they may do.
    pub(crate) access: Access,
    /// What rules read as `user`.
    pub(crate) fields: Fields,
}

impl Catalog {
    /// Reads the modules, as of the entry `seq`.
    pub(crate) fn load(connection: &Connection, seq: u64) -> Result<Self> {
        let modules = parse(&module::all(connection)?)?;
        let registry = Registry::new(modules).map_err(LogError::Modules)?;
        let tables = Tables::of(&registry)?;
        let settings = settings(&registry);
        let hops = Hops::of(&registry);
        let references = References::of(&registry);
        Ok(Self {
            seq,
            registry: Arc::new(registry),
            tables,
            settings,
            hops,
            references,
            people: Mutex::default(),
        })
    }

    /// The entry of the last module.
    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    /// The modules.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The modules, to keep.
    pub(crate) fn shared_registry(&self) -> Arc<Registry> {
        Arc::clone(&self.registry)
    }

    /// What rules read as `settings`.
    pub(crate) fn settings(&self) -> &Fields {
        &self.settings
    }

    /// The references that rules look through.
    pub(crate) fn hops(&self) -> &Hops {
        &self.hops
    }

    /// The references that say what becomes of a record when the one it refers to is deleted.
    pub(crate) fn references(&self) -> &References {
        &self.references
    }

    /// The person with their rights as of this transaction.
    pub(crate) fn person(&self, connection: &Connection, id: UserId) -> Result<Arc<Person>> {
        let user = user::by_id(connection, id)?
            .filter(|user| !user.disabled)
            .ok_or(LogError::SignedOut)?;
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = people.get(&id)
            && known.user == user
        {
            return Ok(Arc::clone(known));
        }
        let person = Arc::new(Person::new(&self.registry, user));
        people.insert(id, Arc::clone(&person));
        Ok(person)
    }

    /// The projections of the modules' types.
    pub(crate) fn projections<'a>(&'a self, connection: &'a Connection) -> Projections<'a> {
        Projections::new(connection, &self.registry, &self.tables)
    }

    /// Makes the projections as the modules now declare them; those that changed are filled again.
    pub(crate) fn prepare_projections(&self, connection: &Connection) -> Result<()> {
        let stale: BTreeSet<TypeKey> = Projections::prepare(connection, &self.registry)?
            .into_iter()
            .collect();
        if stale.is_empty() {
            Ok(())
        } else {
            crate::projection::fill(connection, self, &stale)
        }
    }
}

impl Person {
    /// A person with what the modules allow them.
    pub(crate) fn new(registry: &Registry, user: User) -> Self {
        let attributes = user
            .attributes
            .iter()
            .map(|(key, json)| (key.clone(), Value::from(json)))
            .collect();
        let (name, roles) = (user.name.clone(), user.roles.clone());
        let principal = Principal {
            id: user.id,
            name,
            roles,
            attributes,
        };
        Self {
            access: Access::of(registry, &principal),
            fields: principal.fields(),
            user,
        }
    }

    /// What they may do with the records of a type.
    pub(crate) fn on(&self, record_type: &TypeKey) -> &TypeAccess {
        self.access.on(record_type)
    }

    /// Whether a facet of records they may read is shown to them.
    pub(crate) fn may_read_facet(&self, record_type: &TypeKey, facet: &str) -> bool {
        self.on(record_type).facet(facet) != FieldRight::Hidden
    }

    /// Whether a document of records they may read is shown to them.
    pub(crate) fn may_read_document(&self, record_type: &TypeKey, name: &str) -> bool {
        self.may_read_facet(record_type, facet_of(name))
    }

    /// Whether an edit of records they may read is shown to them.
    pub(crate) fn may_read(&self, record_type: &TypeKey, edit: &Edit) -> bool {
        match &edit.body {
            Body::Change { facet, .. } | Body::Text { facet, .. } => {
                self.may_read_document(record_type, facet)
            }
            Body::Delete { .. } | Body::Restore => true,
        }
    }

    /// The person as devices see them.
    pub(crate) fn identity(&self) -> Result<campo_wire::sync::Identity> {
        identity(&self.user)
    }
}

/// Whether modules fit together with those that stay.
pub(crate) fn check(known: &[Installed], new: Vec<Module>) -> Result<()> {
    let replaced: BTreeSet<_> = new.iter().map(|module| module.module.clone()).collect();
    let mut all = parse(known)?;
    all.retain(|module| !replaced.contains(&module.module));
    all.extend(new);
    match Registry::new(all) {
        Ok(_) => Ok(()),
        Err(problems) => Err(LogError::Modules(
            problems.into_iter().filter(Problem::is_error).collect(),
        )),
    }
}

fn parse(modules: &[Installed]) -> Result<Vec<Module>> {
    modules
        .iter()
        .map(|module| Ok(Module::from_json(&module.manifest)?))
        .collect()
}

fn settings(registry: &Registry) -> Fields {
    let all = registry
        .modules()
        .iter()
        .flat_map(|module| &module.settings);
    all.filter_map(|setting| Some((setting.key.clone(), setting.default.literal()?)))
        .collect()
}
