//! Links on asset labels: `campo://record/TENANT/ID` opens a record on any device that holds it.
//!
//! A link comes from a label anybody may print, so it names a record and nothing else: no command, no query, no text to show.

use thiserror::Error;
use uuid::Uuid;

/// Which record a label stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The tenant's key: lower-case letters, digits, `-` and `_`.
    pub tenant: String,
    /// The record's id.
    pub record: Uuid,
}

/// Why a text is not a link to a record.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum LinkError {
    /// Another scheme, another kind of thing, or more parts than a link has.
    #[error("this is not a link to a record: it should read campo://record/TENANT/ID")]
    NotALink,
    /// The tenant's key cannot be one.
    #[error(
        "the link names no tenant: a key has 1 to {LONGEST_TENANT} lower-case letters, digits, - and _"
    )]
    Tenant,
    /// The id is not one, or not written as Campo writes it.
    #[error("the link names no record: its last part should be the record's id")]
    Record,
}

const PREFIX: &str = "campo://record/";
const LONGEST_TENANT: usize = 63;

impl Link {
    /// Reads a link; a byte more or less and it is refused.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let rest = text.strip_prefix(PREFIX).ok_or(LinkError::NotALink)?;
        let (tenant, id) = rest.split_once('/').ok_or(LinkError::NotALink)?;
        if !is_tenant(tenant) {
            return Err(LinkError::Tenant);
        }
        let record = Uuid::try_parse(id).map_err(|_| LinkError::Record)?;
        if record.hyphenated().to_string() != id {
            return Err(LinkError::Record);
        }
        Ok(Self {
            tenant: tenant.to_owned(),
            record,
        })
    }

    /// The text of the link; none when the tenant's key cannot stand in one.
    pub fn to_text(&self) -> Result<String, LinkError> {
        if !is_tenant(&self.tenant) {
            return Err(LinkError::Tenant);
        }
        Ok(format!(
            "{PREFIX}{}/{}",
            self.tenant,
            self.record.hyphenated()
        ))
    }
}

fn is_tenant(key: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    (1..=LONGEST_TENANT).contains(&key.len()) && key.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "01936f3e-7c1a-7b52-9d0e-3f5a2b1c4d6e";

    #[test]
    fn a_link_names_a_tenant_and_a_record() {
        let link = Link::parse(&format!("campo://record/acme/{ID}")).unwrap();
        assert_eq!(link.tenant, "acme");
        assert_eq!(link.record.to_string(), ID);
    }

    #[test]
    fn anything_else_is_refused() {
        for (text, why) in [
            (String::new(), LinkError::NotALink),
            (format!("https://record/acme/{ID}"), LinkError::NotALink),
            (format!("CAMPO://record/acme/{ID}"), LinkError::NotALink),
            (format!("campo://delete/acme/{ID}"), LinkError::NotALink),
            ("campo://record/acme".to_owned(), LinkError::NotALink),
            (format!("campo://record//{ID}"), LinkError::Tenant),
            (format!("campo://record/../{ID}"), LinkError::Tenant),
            (
                format!("campo://record/{}/{ID}", "a".repeat(64)),
                LinkError::Tenant,
            ),
            (format!("campo://record/acme/{ID}/"), LinkError::Record),
            (format!("campo://record/acme/{ID}?x=1"), LinkError::Record),
            (format!("campo://record/acme/{{{ID}}}"), LinkError::Record),
            (
                format!("campo://record/acme/{}", ID.to_uppercase()),
                LinkError::Record,
            ),
        ] {
            assert_eq!(Link::parse(&text), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_link_that_is_written_is_read_back(tenant in "[a-z0-9_-]{1,63}", id: [u8; 16]) {
            let link = Link { tenant, record: Uuid::from_bytes(id) };
            prop_assert_eq!(Link::parse(&link.to_text().unwrap()), Ok(link));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "(campo://record/)?.{0,80}") {
            let _ = Link::parse(&text);
        }
    }
}
