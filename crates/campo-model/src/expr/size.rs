//! Bounds on a source before it is parsed: the parser and the evaluator are recursive, so depth is stack.

/// How deeply brackets may nest.
const MAX_BRACKETS: usize = 16;
/// How many `?` there may be: conditions nest to the right.
const MAX_CONDITIONS: usize = 12;
/// How many `!` or `-` may follow each other.
const MAX_SIGNS: usize = 4;
/// How many operators, brackets and dots there may be in all.
const MAX_OPERATORS: usize = 250;

/// What makes a source too large, if anything: the offset in bytes and the reason.
pub(super) fn excess(source: &str) -> Option<(usize, String)> {
    let mut count = Count::default();
    let mut quote = None;
    let mut escaped = false;
    for (offset, byte) in source.bytes().enumerate() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if byte == b'\\' => escaped = true,
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'\'' || byte == b'"' => quote = Some(byte),
            None => count.add(byte),
        }
        if let Some(reason) = count.excess() {
            return Some((offset, reason));
        }
    }
    None
}

#[derive(Default)]
struct Count {
    brackets: usize,
    conditions: usize,
    signs: usize,
    operators: usize,
}

impl Count {
    fn add(&mut self, byte: u8) {
        if byte.is_ascii_punctuation() && byte != b'_' && byte != b',' {
            self.operators += 1;
        }
        match byte {
            b'(' | b'[' | b'{' => self.brackets += 1,
            b')' | b']' | b'}' => self.brackets = self.brackets.saturating_sub(1),
            b'?' => self.conditions += 1,
            _ => {}
        }
        match byte {
            b'!' | b'-' => self.signs += 1,
            b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => self.signs = 0,
        }
    }

    fn excess(&self) -> Option<String> {
        let limits = [
            (self.brackets, MAX_BRACKETS, "brackets nest"),
            (
                self.conditions,
                MAX_CONDITIONS,
                "conditions follow each other",
            ),
            (self.signs, MAX_SIGNS, "signs follow each other"),
            (self.operators, MAX_OPERATORS, "operators stand"),
        ];
        let over = limits.iter().find(|(count, limit, _)| count > limit);
        over.map(|(_, limit, what)| {
            format!("more than {limit} {what} in it; split it into computed fields")
        })
    }
}
