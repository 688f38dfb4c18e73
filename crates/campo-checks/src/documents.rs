//! Documents: links lead somewhere, decisions say what they cost.

use std::path::Path;

use crate::tree::{files, report, root};

/// The targets of the Markdown links in a text; code is skipped.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let after_labels = prose.flat_map(|part| part.split("](").skip(1));
    after_labels
        .filter_map(|rest| rest.split([')', ' ', '\n']).next())
        .collect()
}

#[test]
fn links_between_documents_resolve() {
    let mut breaches = Vec::new();
    for (path, text) in files(&["md"]) {
        let folder = root().join(path.parent().unwrap_or(Path::new("")));
        for link in links(&text)
            .into_iter()
            .filter(|link| !link.contains("://") && !link.starts_with('#'))
        {
            let file = link.split('#').next().unwrap_or(link);
            if !folder.join(file).exists() {
                breaches.push(format!("{}: {link}", path.display()));
            }
        }
    }
    report("these links lead nowhere:", &breaches);
}

#[test]
fn decisions_say_why_and_what_was_given_up() {
    let mut breaches = Vec::new();
    let decisions = files(&["md"])
        .into_iter()
        .filter(|(path, _)| path.starts_with("docs/decisions"));
    for (path, text) in decisions {
        for section in ["\n## Context\n", "\n## Choice\n", "\n## What we gave up\n"] {
            if !text.contains(section) {
                breaches.push(format!(
                    "{}: no section `{}`",
                    path.display(),
                    section.trim()
                ));
            }
        }
    }
    report("decisions lack sections:", &breaches);
}
