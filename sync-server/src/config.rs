//! The settings of the server, each from the strongest layer that has it: a default, the configuration file, the
//! environment, the command line.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use campo_log::Place;
use serde_json::json;

use crate::rate::RateLimits;
use crate::report::Report;

/// A setting there is.
struct Setting {
    key: &'static str,
    variable: &'static str,
    default: &'static str,
    about: &'static str,
}

const SETTINGS: &[Setting] = &[
    Setting {
        key: "data",
        variable: "CAMPO_DATA",
        default: "campo-data",
        about: "the directory with the databases",
    },
    Setting {
        key: "key-file",
        variable: "CAMPO_KEY_FILE",
        default: "",
        about: "the file with the master key of the databases; master.key in the data directory when empty",
    },
    Setting {
        key: "listen",
        variable: "CAMPO_LISTEN",
        default: "127.0.0.1:8080",
        about: "the address to listen on; port 0 lets the system choose",
    },
    Setting {
        key: "rate-person",
        variable: "CAMPO_RATE_PERSON",
        default: "1200",
        about: "how many requests of one person are answered in a minute",
    },
    Setting {
        key: "rate-address",
        variable: "CAMPO_RATE_ADDRESS",
        default: "12000",
        about: "how many requests from one address are answered in a minute",
    },
    Setting {
        key: "proxy-header",
        variable: "CAMPO_PROXY_HEADER",
        default: "",
        about: "the header in which the proxy before the server names the caller's address, as x-forwarded-for; empty without a proxy, because anybody can send a header",
    },
    Setting {
        key: "log",
        variable: "RUST_LOG",
        default: "warn,campo_server=info",
        about: "how much goes into the log on stderr",
    },
];

/// Where a value comes from, the weakest first.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Layer {
    Default,
    File(PathBuf),
    Environment(&'static str),
    CommandLine,
}

/// The values of each setting, the weakest layer first: the last one counts.
#[derive(Debug)]
pub struct Config {
    layers: BTreeMap<&'static str, Vec<(Layer, String)>>,
}

impl Config {
    /// Reads all layers. `file` is the configuration file, `given` what the command line says.
    pub fn load(
        file: Option<&Path>,
        given: &[(&'static str, Option<String>)],
        environment: impl Fn(&str) -> Option<String>,
    ) -> anyhow::Result<Self> {
        let from_file = file.map(read).transpose()?.unwrap_or_default();
        let mut layers = BTreeMap::new();
        for setting in SETTINGS {
            let mut values = vec![(Layer::Default, setting.default.to_owned())];
            if let (Some(file), Some(value)) = (file, from_file.get(setting.key)) {
                values.push((Layer::File(file.to_owned()), value.clone()));
            }
            if let Some(value) = environment(setting.variable) {
                values.push((Layer::Environment(setting.variable), value));
            }
            let given = given.iter().find(|(key, _)| *key == setting.key);
            if let Some((_, Some(value))) = given {
                values.push((Layer::CommandLine, value.clone()));
            }
            layers.insert(setting.key, values);
        }
        Ok(Self { layers })
    }

    /// Where the data and its master key are.
    pub fn place(&self) -> Place {
        let key_file = Some(self.value("key-file")).filter(|path| !path.is_empty());
        Place::new(self.value("data"), key_file.map(PathBuf::from))
    }

    /// The address to listen on.
    pub fn listen(&self) -> anyhow::Result<SocketAddr> {
        let value = self.value("listen");
        let error =
            || anyhow!("`{value}` is not an address to listen on: write it as 127.0.0.1:8080");
        value.parse().map_err(|_| error())
    }

    /// How often people and addresses may ask.
    pub fn rates(&self) -> anyhow::Result<RateLimits> {
        let proxy_header = Some(self.value("proxy-header")).filter(|name| !name.is_empty());
        let name = |name: &str| {
            let unfit =
                || anyhow!("`{name}` is not the name of a header: write it as x-forwarded-for");
            name.parse().map_err(|_| unfit())
        };
        Ok(RateLimits {
            person: self.number("rate-person")?,
            address: self.number("rate-address")?,
            proxy_header: proxy_header.map(name).transpose()?,
        })
    }

    fn number(&self, key: &str) -> anyhow::Result<NonZeroU32> {
        let value = self.value(key);
        let unfit = || anyhow!("{key}: `{value}` is not a number from 1 to {}", u32::MAX);
        value.parse().map_err(|_| unfit())
    }

    /// How much goes into the log.
    pub fn log(&self) -> &str {
        self.value("log")
    }

    fn value(&self, key: &str) -> &str {
        let values = self.layers.get(key).and_then(|values| values.last());
        values.map_or("", |(_, value)| value)
    }

    /// Tells of one setting, or all, what it is and which layer says so.
    pub fn explain(&self, key: Option<&str>) -> anyhow::Result<Report> {
        let wanted = |setting: &&Setting| key.is_none_or(|key| key == setting.key);
        let rows: Vec<_> = SETTINGS
            .iter()
            .filter(wanted)
            .map(|setting| self.tell(setting))
            .collect();
        if rows.is_empty() {
            bail!(
                "there is no setting `{}`; there are {}",
                key.unwrap_or_default(),
                known()
            );
        }
        Ok(Report::list(rows))
    }

    fn tell(&self, setting: &Setting) -> (serde_json::Value, String) {
        let value = self.value(setting.key);
        let layers = self.layers.get(setting.key).into_iter().flatten();
        let (mut json, mut lines) = (Vec::new(), Vec::new());
        for (layer, value) in layers {
            let name = layer.to_string();
            lines.push(format!("  {name}: {value}"));
            json.push(json!({ "layer": name, "value": value }));
        }
        let text = format!(
            "{} = {value} ({})\n{}",
            setting.key,
            setting.about,
            lines.join("\n")
        );
        let json =
            json!({ "key": setting.key, "value": value, "about": setting.about, "layers": json });
        (json, text)
    }
}

impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// The settings of a configuration file: TOML, each a text.
fn read(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let about = || format!("the configuration file {}", path.display());
    let text = std::fs::read_to_string(path).with_context(about)?;
    let table: toml::Table = text.parse().with_context(about)?;
    let mut values = BTreeMap::new();
    for (key, value) in table {
        if !SETTINGS.iter().any(|setting| setting.key == key) {
            bail!(
                "{}: there is no setting `{key}`; there are {}",
                about(),
                known()
            );
        }
        let toml::Value::String(value) = value else {
            bail!("{}: `{key}` takes a text, in quotes", about());
        };
        values.insert(key, value);
    }
    Ok(values)
}

fn known() -> String {
    let keys: Vec<_> = SETTINGS.iter().map(|setting| setting.key).collect();
    keys.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("campo.toml");
        std::fs::write(&path, text).unwrap();
        (directory, path)
    }

    #[test]
    fn the_strongest_layer_counts_and_all_are_explained() {
        let (_directory, path) = file("listen = \"0.0.0.0:1\"\ndata = \"/srv/campo\"");
        let environment = |name: &str| (name == "CAMPO_LISTEN").then(|| "0.0.0.0:2".to_owned());
        let given = [("listen", Some("0.0.0.0:3".to_owned())), ("data", None)];
        let config = Config::load(Some(&path), &given, environment).unwrap();
        assert_eq!(config.listen().unwrap().port(), 3);
        assert_eq!(config.place(), Place::from("/srv/campo"));
        assert_eq!(config.log(), "warn,campo_server=info");
        let told = config.explain(Some("listen")).unwrap();
        let layers = told.json[0]["layers"].as_array().unwrap();
        let values: Vec<_> = layers
            .iter()
            .map(|layer| layer["value"].as_str().unwrap())
            .collect();
        assert_eq!(
            values,
            ["127.0.0.1:8080", "0.0.0.0:1", "0.0.0.0:2", "0.0.0.0:3"]
        );
        assert_eq!(
            config.explain(None).unwrap().json.as_array().unwrap().len(),
            SETTINGS.len()
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, expected) in [
            ("lisen = \"x\"", "there is no setting `lisen`"),
            ("listen = 8080", "`listen` takes a text"),
            ("listen = ", "the configuration file"),
        ] {
            let (_directory, path) = file(text);
            let error = Config::load(Some(&path), &[], nothing).unwrap_err();
            assert!(error.to_string().contains(expected), "{error:#}");
        }
        let error = Config::load(Some(Path::new("/nowhere.toml")), &[], nothing).unwrap_err();
        assert!(error.to_string().contains("/nowhere.toml"));
        let config = Config::load(None, &[("listen", Some("here".to_owned()))], nothing).unwrap();
        assert!(config.listen().unwrap_err().to_string().contains("`here`"));
        assert!(config.explain(Some("lisen")).is_err());
        for (key, value) in [
            ("rate-person", "0"),
            ("rate-address", "x"),
            ("proxy-header", "a b"),
        ] {
            let config = Config::load(None, &[(key, Some(value.to_owned()))], nothing).unwrap();
            let error = config.rates().unwrap_err().to_string();
            assert!(error.contains(&format!("`{value}`")), "{error}");
        }
    }
}
