//! Installing modules.

use std::collections::BTreeMap;

use campo_model::id::UserId;
use campo_model::manifest::Module;
use serde_json::json;

use crate::audit::{self, Act};
use crate::catalog::{self, Catalog};
use crate::error::Result;
use crate::signin::Caller;
use crate::table::module::{self, Installed};
use crate::table::{entry, meta};
use crate::tenant::Tenant;

impl Tenant {
    /// Installs modules together, or replaces their versions; gives them as installed.
    ///
    /// They are checked with all others of the tenant; one that is the same as before makes no entry.
    pub fn install(&self, modules: Vec<Module>, now_ms: i64) -> Result<Vec<Installed>> {
        self.install_by(None, modules, now_ms)
    }

    fn install_by(
        &self,
        by: Option<UserId>,
        modules: Vec<Module>,
        now_ms: i64,
    ) -> Result<Vec<Installed>> {
        let wanted = modules.iter().map(installed).collect::<Result<Vec<_>>>()?;
        self.write(|transaction| {
            let known = module::all(transaction)?;
            catalog::check(&known, modules)?;
            let hashes: BTreeMap<_, _> = known
                .iter()
                .map(|module| (&module.key, &module.hash))
                .collect();
            for module in wanted
                .iter()
                .filter(|module| hashes.get(&module.key) != Some(&&module.hash))
            {
                let seq = entry::append_module(transaction, &module.manifest, now_ms)?;
                module::put(transaction, module, seq)?;
                let act = Act {
                    user: by,
                    action: "module.install",
                    resource_type: "module",
                    resource: module.key.clone(),
                    detail: json!({ "version": module.version, "hash": module.hash }),
                };
                audit::append(transaction, &act, now_ms)?;
                meta::set(transaction, meta::MODULES_SEQ, &seq.to_string())?;
            }
            // Not the kept catalog: this transaction may still be undone.
            let seq = meta::number(transaction, meta::MODULES_SEQ)?;
            Catalog::load(transaction, seq)?.prepare_projections(transaction)
        })?;
        Ok(wanted)
    }

    /// Installs a module, given as JSON, for somebody who may: a manager of the tenant.
    pub fn install_for(&self, caller: &Caller, manifest: &str, now_ms: i64) -> Result<()> {
        let by = self.manager(caller, "installing modules", now_ms)?;
        let module = Module::from_json(manifest)?;
        self.install_by(by.user, vec![module], now_ms)?;
        Ok(())
    }

    /// The installed modules.
    pub fn modules(&self) -> Result<Vec<Installed>> {
        self.read(module::all)
    }
}

fn installed(module: &Module) -> Result<Installed> {
    Ok(Installed {
        key: module.module.clone(),
        version: module.version.clone(),
        hash: module.content_hash()?.to_string(),
        manifest: module.canonical_json()?,
    })
}
