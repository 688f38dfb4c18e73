//! The plugins of the shell: links that open the app, one window for them all, and the sensors of phones.

use tauri::{Builder, Wry};

use crate::setup::Arguments;

/// Adds what desktops have. A home named on the command line has a window of its own: a test, or somebody who looks into a copy.
#[cfg(desktop)]
pub(crate) fn add(shell: Builder<Wry>, arguments: &Arguments) -> Builder<Wry> {
    let links = tauri_plugin_deep_link::init();
    if arguments.home.is_some() {
        return shell.plugin(links);
    }
    // The first of all: a second start hands its link over and ends before it opens anything.
    shell
        .plugin(tauri_plugin_single_instance::init(|shell, _, _| {
            show(shell)
        }))
        .plugin(links)
}

/// Brings the window to the front, where the link of a second start is opened.
#[cfg(desktop)]
fn show(shell: &tauri::AppHandle) {
    use tauri::Manager;
    if let Some(window) = shell.get_webview_window("main") {
        let shown = window.unminimize().and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "cannot bring the window to the front: {error}");
        }
    }
}

/// Adds what phones have.
#[cfg(mobile)]
pub(crate) fn add(shell: Builder<Wry>, _: &Arguments) -> Builder<Wry> {
    shell
        .plugin(tauri_plugin_barcode_scanner::init())
        .plugin(tauri_plugin_biometric::init())
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_geolocation::init())
        .plugin(tauri_plugin_haptics::init())
}

/// Makes this program the one that opens links, where no installation has: an AppImage, or a program that was just built.
#[cfg(any(target_os = "linux", target_os = "windows"))]
pub(crate) fn open_links(shell: &tauri::App) {
    use tauri_plugin_deep_link::DeepLinkExt;
    if let Err(error) = shell.deep_link().register_all() {
        tracing::warn!(%error, "links will not open this app: {error}");
    }
}

/// Nothing to do: the system reads the links from the app's own description.
#[cfg(not(any(target_os = "linux", target_os = "windows")))]
pub(crate) fn open_links(_: &tauri::App) {}
