//! The files of a module as one tree that knows the file, line and column of every element.
//!
//! A path is written with `/`: a key of a map, the `key` of a list's element, or `#2` for its third element.

use serde_saphyr::granit_parser::{Event, Parser, Span};

/// How deeply a file may nest; deeper parts are reported at the line that contains them.
const MAX_DEPTH: usize = 40;

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// The file, by its place in the list given.
    pub file: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    at: Position,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(String, Position, Node)>),
}

impl Node {
    /// An empty map, to gather files in.
    pub fn root() -> Self {
        Self {
            at: Position {
                file: 0,
                line: 1,
                column: 1,
            },
            content: Content::Map(Vec::new()),
        }
    }

    /// Reads a file that is known to be well-formed; what cannot be read is left out.
    pub fn parse(file: usize, text: &str) -> Option<Self> {
        let mut reader = Reader {
            file,
            events: Parser::new_from_str(text),
        };
        loop {
            match reader.next()? {
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                (event, span) => return reader.node(event, span, 0),
            }
        }
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.content, Content::List(_))
    }

    /// Puts a file's elements at the end of a list of this map, or all its entries into the map when there is no list.
    pub fn merge(&mut self, list: Option<&str>, node: Self) {
        let Content::Map(entries) = &mut self.content else {
            return;
        };
        let Some(list) = list else {
            if let Content::Map(more) = node.content {
                entries.extend(more);
            }
            return;
        };
        let elements = match node.content {
            Content::List(elements) => elements,
            _ => vec![node],
        };
        match entries.iter_mut().find(|(key, ..)| key == list) {
            Some((
                _,
                _,
                Self {
                    content: Content::List(known),
                    ..
                },
            )) => known.extend(elements),
            _ => {
                let at = elements.first().map_or(self.at, |element| element.at);
                entries.push((
                    list.to_owned(),
                    at,
                    Self {
                        at,
                        content: Content::List(elements),
                    },
                ));
            }
        }
    }

    /// Puts a node under a key of this map.
    pub fn put(&mut self, key: &str, node: Self) {
        if let Content::Map(entries) = &mut self.content {
            entries.push((key.to_owned(), node.at, node));
        }
    }

    /// The position of the deepest element of the path that exists.
    pub fn locate(&self, path: &str) -> Position {
        let mut node = self;
        let mut at = self.at;
        for step in path.split('/').filter(|step| !step.is_empty()) {
            let Some((position, next)) = node.step(step) else {
                break;
            };
            at = if matches!(next.content, Content::Scalar(_)) {
                next.at
            } else {
                position
            };
            node = next;
        }
        at
    }

    fn step(&self, step: &str) -> Option<(Position, &Self)> {
        match &self.content {
            Content::Scalar(_) => None,
            Content::Map(entries) => entries
                .iter()
                .find(|(key, ..)| key == step)
                .map(|(_, at, node)| (*at, node)),
            Content::List(elements) => {
                let element = match step.strip_prefix('#') {
                    Some(index) => elements.get(index.parse::<usize>().ok()?),
                    None => elements.iter().find(|element| element.key() == Some(step)),
                }?;
                Some((element.at, element))
            }
        }
    }

    fn key(&self) -> Option<&str> {
        match self.step("key")?.1.content {
            Content::Scalar(ref text) => Some(text),
            _ => None,
        }
    }
}

struct Reader<'a> {
    file: usize,
    events: Parser<'a, serde_saphyr::granit_parser::StrInput<'a>>,
}

impl<'a> Reader<'a> {
    /// The next event that is not a comment.
    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        loop {
            match self.events.next_event()?.ok()? {
                (Event::Comment(..), _) => {}
                event => return Some(event),
            }
        }
    }

    fn position(&self, span: &Span) -> Position {
        Position {
            file: self.file,
            line: span.start.line(),
            column: span.start.col() + 1,
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return None;
        }
        let at = self.position(&span);
        let content = match event {
            Event::MappingStart(..) => Content::Map(self.entries(depth)?),
            Event::SequenceStart(..) => Content::List(self.elements(depth)?),
            Event::Scalar(text, ..) => Content::Scalar(text.into_owned()),
            Event::Alias(_) => Content::Scalar(String::new()),
            _ => return None,
        };
        Some(Node { at, content })
    }

    fn entries(&mut self, depth: usize) -> Option<Vec<(String, Position, Node)>> {
        let mut entries = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Some(entries);
            }
            let key = self.node(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            if let Content::Scalar(text) = key.content {
                entries.push((text, key.at, value));
            }
        }
    }

    fn elements(&mut self, depth: usize) -> Option<Vec<Node>> {
        let mut elements = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                return Some(elements);
            }
            elements.push(self.node(event, span, depth + 1)?);
        }
    }
}
