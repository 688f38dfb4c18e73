//! Text shown to people, in each language the module has.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text per locale (`pt-BR`, `en`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Label(BTreeMap<String, String>);

impl Label {
    /// The text for `locale`; else the same language, Portuguese, English; with no text at all, the `key` it labels.
    pub fn get<'a>(&'a self, locale: &str, key: &'a str) -> &'a str {
        let language = locale.split('-').next().unwrap_or(locale);
        let same_language = || {
            self.0
                .iter()
                .find(|(name, _)| name.split('-').next() == Some(language))
                .map(|(_, text)| text)
        };
        let text = self
            .0
            .get(locale)
            .or_else(same_language)
            .or_else(|| self.0.get("pt-BR"))
            .or_else(|| self.0.get("en"));
        text.map_or(key, String::as_str)
    }

    /// Whether no language has a text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The locales and their texts, sorted by locale.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(locale, text)| (locale.as_str(), text.as_str()))
    }

    /// Sets the text of a locale.
    pub fn set(&mut self, locale: &str, text: &str) {
        self.0.insert(locale.to_owned(), text.to_owned());
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Label {
    fn from(texts: [(&str, &str); N]) -> Self {
        Self(
            texts
                .into_iter()
                .map(|(locale, text)| (locale.to_owned(), text.to_owned()))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_portuguese_then_english_then_the_key() {
        let both = Label::from([("pt-BR", "Casa"), ("en", "House")]);
        assert_eq!(both.get("en-US", "house"), "House");
        assert_eq!(both.get("pt", "house"), "Casa");
        assert_eq!(both.get("fr", "house"), "Casa");
        assert_eq!(Label::from([("en", "House")]).get("fr", "house"), "House");
        assert_eq!(Label::default().get("en", "house"), "house");
    }
}
