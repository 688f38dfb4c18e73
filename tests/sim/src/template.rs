//! The files every run begins with: a tenant with people and a module, and devices that have signed in. Made once per
//! process, because passwords and first synchronizations cost more than a whole run.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use campo_log::{Entropy, Keys, NewUser, Place, Tenants};
use campo_model::id::{ActorId, DeviceTag};
use campo_model::load::parse_module;
use campo_model::manifest::Module;
use campo_store::{Membership, Store};
use campo_wire::sync::{PullRequest, SessionRequest};
use tempfile::TempDir;

use crate::violation::{Result, Violation};

/// When every run begins, ms since 1970 UTC.
pub(crate) const START: i64 = 1_795_428_000_000;
pub(crate) const TENANT: &str = "acme";
pub(crate) const PASSWORD: &str = "correct horse staple";
/// The key of every device's database.
pub(crate) const KEY: [u8; 32] = [9; 32];

/// Name, role and territory of everybody.
pub(crate) const PEOPLE: [(&str, &str, &str); 4] = [
    ("boss", "manager", ""),
    ("office", "office", ""),
    ("ana", "agent", "north"),
    ("bia", "agent", "south"),
];

/// Whose the prepared devices are.
pub(crate) const OWNERS: [&str; 5] = ["office", "ana", "bia", "boss", "ana"];

const MANIFEST: &str = include_str!("demo.yaml");

/// The module in one of its versions: 1 to begin with, 2 with one field more, 3 with a stricter rule.
pub(crate) fn module(version: u32) -> Result<Module> {
    let mut text = MANIFEST.replace("version: 1.0.0", &format!("version: {version}.0.0"));
    if version >= 2 {
        let price = "- { key: price,";
        text = text.replace(
            price,
            &format!("- {{ key: color, type: text }}\n      {price}"),
        );
    }
    if version >= 3 {
        text = text.replace("self.price >= 0", "self.price >= 100");
    }
    parse_module(&[("module.yaml", &text)])
        .map_err(|problems| Violation::new("the module can be read", format!("{problems:?}")))
}

/// The prepared files.
pub(crate) struct Template {
    folder: TempDir,
}

impl Template {
    /// The files of this process.
    pub(crate) fn get() -> Result<&'static Self> {
        static MADE: OnceLock<std::result::Result<Template, String>> = OnceLock::new();
        let made = MADE.get_or_init(|| Self::make().map_err(|violation| violation.to_string()));
        made.as_ref()
            .map_err(|why| Violation::new("a world can be made", why))
    }

    /// The server's data directory.
    pub(crate) fn server(&self) -> PathBuf {
        self.folder.path().join("server")
    }

    /// The database of a prepared device.
    pub(crate) fn device(&self, index: usize) -> PathBuf {
        self.folder.path().join(format!("device-{index}.sqlite"))
    }

    fn make() -> Result<Self> {
        let made = Self { folder: scratch()? };
        let random = std::sync::Mutex::new(fastrand::Rng::with_seed(1));
        let entropy = Entropy::of(move |bytes| {
            random
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .fill(bytes);
        });
        let tenants = Tenants::open_with(made.server(), entropy)?;
        let tenant = tenants.create(TENANT, "Acme", START)?;
        tenant.install(vec![module(1)?], START)?;
        for (name, role, territory) in PEOPLE {
            let new = NewUser {
                name: name.to_owned(),
                password: PASSWORD.to_owned(),
                roles: vec![role.to_owned()],
                attributes: [("territory".to_owned(), territory.into())]
                    .into_iter()
                    .collect(),
            };
            tenant.create_user(new, START)?;
        }
        made.make_passwords_cheap()?;
        for (index, owner) in OWNERS.into_iter().enumerate() {
            made.sign_in(&tenants, index, owner)?;
        }
        Ok(made)
    }

    /// Hashing a password as the product does takes as long as a whole run.
    fn make_passwords_cheap(&self) -> Result<()> {
        let unfit = |why: String| Violation::new("a world can be made", why);
        let params = Params::new(8, 1, 1, None).map_err(|error| unfit(error.to_string()))?;
        let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password(PASSWORD.as_bytes())
            .map_err(|error| unfit(error.to_string()))?;
        let place = Place::from(self.server());
        Keys::read(&place)?
            .open(&place.tenant(TENANT))?
            .execute("UPDATE user SET password_hash = ?1", [hash.to_string()])?;
        Ok(())
    }

    /// Signs in on a new device and lets it catch up.
    fn sign_in(&self, tenants: &Tenants, index: usize, owner: &str) -> Result<()> {
        let request = SessionRequest {
            tenant: TENANT.to_owned(),
            user: owner.to_owned(),
            password: PASSWORD.to_owned(),
            device_name: format!("device {index}"),
            device: None,
            code: None,
            key: None,
        };
        let reply = tenants.sign_in(&request, START)?;
        let tenant = tenants.get(TENANT)?;
        let caller = tenant.authenticate(&reply.token, START)?;
        let mut store = Store::open(&self.device(index), &KEY)?;
        let membership = Membership {
            server: "http://server".to_owned(),
            tenant: TENANT.to_owned(),
            tenant_name: reply.tenant_name,
            login: owner.to_owned(),
            token: reply.token,
            device: reply.device,
            identity: reply.identity,
        };
        let actor = ActorId::new(reply.device, [0; 8]);
        store.write(|tx| tx.set_membership(&membership))?;
        loop {
            let position = store.read(|tx| tx.position())?;
            let request = PullRequest {
                device: reply.device,
                position,
            };
            let page = tenant.pull(&caller, &request, START)?;
            store.write(|tx| tx.apply_page(&page, actor, START))?;
            if page.position.sweep.is_none() && page.position.cursor.seq >= page.head {
                return Ok(());
            }
        }
    }
}

/// A folder in memory where there is one.
pub(crate) fn scratch() -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    let builder = tempfile::Builder::new().prefix("campo-sim-").to_owned();
    Ok(if memory.is_dir() {
        builder.tempdir_in(memory)?
    } else {
        builder.tempdir()?
    })
}

/// Copies a database with its write-ahead log; `to` then holds what is committed in `from`.
pub(crate) fn copy_database(from: &Path, to: &Path) -> Result<()> {
    for ending in ["", "-wal"] {
        let (from, to) = (with_ending(from, ending), with_ending(to, ending));
        if from.exists() {
            std::fs::copy(&from, &to)?;
        } else if to.exists() {
            std::fs::remove_file(&to)?;
        }
    }
    let index = with_ending(to, "-shm");
    if index.exists() {
        std::fs::remove_file(&index)?;
    }
    Ok(())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A short name for a device's tag.
pub(crate) fn short(tag: DeviceTag) -> String {
    tag.to_string().chars().take(6).collect()
}
