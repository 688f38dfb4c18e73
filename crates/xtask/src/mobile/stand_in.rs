//! What stands in for the parts of a phone's build that this machine cannot have: its C compiler and its variables.
//!
//! A check links nothing, so that the objects of C code may be empty. Only what a header says is asked of the machine's own
//! compiler.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::repository::root;

const COMPILER: &str = r#"#!/bin/sh
for word; do
  case "$word" in
    -E) exec cc "$@" ;;
    '-?') exit 1 ;; # Only Microsoft's compiler takes this.
  esac
done
while [ $# -gt 1 ]; do
  [ "$1" = -o ] && : > "$2"
  shift
done
"#;

const ARCHIVER: &str = r#"#!/bin/sh
for word; do
  case "$word" in *.a) printf '!<arch>\n' > "$word" ;; esac
done
"#;

/// The variables under which the build scripts of a target's crates find their tools, as the phones' own builds set them.
pub fn environment(target: &str) -> Result<Vec<(String, OsString)>> {
    let folder = root().join("target/mobile");
    let (kotlin, sdk) = (folder.join("kotlin"), folder.join("sdk"));
    for empty in [&kotlin, &sdk] {
        fs::create_dir_all(empty).with_context(|| format!("making {}", empty.display()))?;
    }
    let compiler = script(&folder.join("cc"), COMPILER)?;
    let archiver = script(&folder.join("ar"), ARCHIVER)?;
    let suffix = target.replace('-', "_");
    Ok(vec![
        (format!("CC_{suffix}"), compiler.clone().into()),
        (format!("CXX_{suffix}"), compiler.into()),
        (format!("AR_{suffix}"), archiver.into()),
        ("OPENSSL_NO_VENDOR".into(), "1".into()),
        ("OPENSSL_INCLUDE_DIR".into(), "/usr/include".into()),
        ("OPENSSL_LIB_DIR".into(), "/usr/lib/x86_64-linux-gnu".into()),
        ("WRY_ANDROID_PACKAGE".into(), "br.campo.app".into()),
        ("WRY_ANDROID_LIBRARY".into(), "campo_desktop".into()),
        ("WRY_ANDROID_KOTLIN_FILES_OUT_DIR".into(), kotlin.into()),
        ("SDKROOT".into(), sdk.into()),
        ("IPHONEOS_DEPLOYMENT_TARGET".into(), "15.0".into()),
    ])
}

/// A script that can be run. It is not written again: a newer one would have everything built anew.
fn script(path: &Path, text: &str) -> Result<PathBuf> {
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))
            .with_context(|| format!("making {} a program", path.display()))?;
    }
    Ok(path.to_owned())
}
