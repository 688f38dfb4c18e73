//! Every decoder of bytes from outside, as a function that must survive any of them: no panic, no memory without bound,
//! no input that takes a second.
//!
//! The same functions are played on stable with mutated seeds (`tests/replay.rs`, in every run of the tests), and
//! searched by a fuzzer that sees what code an input reaches (`cargo xtask fuzz`). What a decoder accepts must also come
//! back: a target asserts that where the format promises it.

mod capture;
mod document;
mod model;
mod seeds;
mod wire;

/// A decoder under test.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Feeds it; panics when it breaks a promise.
    pub run: fn(&[u8]),
    /// Inputs it accepts, made from real values.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target {
        name: "frame",
        run: wire::frame,
        seeds: seeds::frames,
    },
    Target {
        name: "push",
        run: wire::push,
        seeds: seeds::pushes,
    },
    Target {
        name: "pull",
        run: wire::pull,
        seeds: seeds::pulls,
    },
    Target {
        name: "page",
        run: wire::page,
        seeds: seeds::pages,
    },
    Target {
        name: "session",
        run: wire::session,
        seeds: seeds::sessions,
    },
    Target {
        name: "change",
        run: document::change,
        seeds: seeds::changes,
    },
    Target {
        name: "document",
        run: document::fields,
        seeds: seeds::documents,
    },
    Target {
        name: "text",
        run: document::text,
        seeds: seeds::texts,
    },
    Target {
        name: "text_change",
        run: document::text_change,
        seeds: seeds::text_changes,
    },
    Target {
        name: "manifest",
        run: model::manifest,
        seeds: seeds::manifests,
    },
    Target {
        name: "expression",
        run: model::expression,
        seeds: seeds::expressions,
    },
    Target {
        name: "cell",
        run: model::cell,
        seeds: seeds::cells,
    },
    Target {
        name: "search",
        run: model::search,
        seeds: seeds::searches,
    },
    Target {
        name: "photo",
        run: capture::photo,
        seeds: seeds::photos,
    },
    Target {
        name: "code",
        run: capture::code,
        seeds: seeds::codes,
    },
    Target {
        name: "link",
        run: capture::link,
        seeds: seeds::links,
    },
    Target {
        name: "track",
        run: capture::track,
        seeds: seeds::tracks,
    },
    Target {
        name: "segment",
        run: capture::segment,
        seeds: seeds::segments,
    },
    Target {
        name: "recognized",
        run: capture::recognized,
        seeds: seeds::recognized,
    },
];

/// The target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
