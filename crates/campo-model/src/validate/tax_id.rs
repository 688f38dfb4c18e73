//! Brazilian tax numbers, by the check digits the tax office (Receita Federal) defines.

/// Whether the text is a person's CPF, with or without dots.
pub(super) fn is_cpf(text: &str) -> bool {
    let digits = symbols(text);
    digits.len() == 11
        && digits.iter().all(u8::is_ascii_digit)
        && !repeated(&digits)
        && (9..11).all(|at| check_digit(&digits, at, at as u32 + 1, 11) == digits.get(at).copied())
}

/// Whether the text is a company's CNPJ; since 2026 its first twelve places may be letters.
pub(super) fn is_cnpj(text: &str) -> bool {
    let digits = symbols(text);
    digits.len() == 14
        && digits.iter().skip(12).all(u8::is_ascii_digit)
        && !repeated(&digits)
        && (12..14).all(|at| check_digit(&digits, at, at as u32 - 7, 9) == digits.get(at).copied())
}

fn symbols(text: &str) -> Vec<u8> {
    text.bytes()
        .filter(|b| !b".-/ ".contains(b))
        .map(|b| b.to_ascii_uppercase())
        .filter(u8::is_ascii_alphanumeric)
        .take(20)
        .collect()
}

fn repeated(digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| pair.first() == pair.last())
}

/// The check digit after the first `count` symbols: weights go down from `start` to 2, then from `top` again.
fn check_digit(digits: &[u8], count: usize, start: u32, top: u32) -> Option<u8> {
    let mut weight = start;
    let mut sum = 0;
    for symbol in digits.iter().take(count) {
        sum += u32::from(symbol - b'0') * weight;
        weight = if weight == 2 { top } else { weight - 1 };
    }
    let rest = sum % 11;
    u8::try_from(if rest < 2 { 0 } else { 11 - rest })
        .ok()
        .map(|digit| digit + b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_tell_right_from_wrong() {
        for good in ["529.982.247-25", "11144477735"] {
            assert!(is_cpf(good), "{good}");
        }
        for bad in ["529.982.247-24", "111.111.111-11", "123", "", "5299822472A"] {
            assert!(!is_cpf(bad), "{bad}");
        }
        for good in ["11.222.333/0001-81", "12ABC34501DE35", "12.ABC.345/01DE-35"] {
            assert!(is_cnpj(good), "{good}");
        }
        for bad in ["11.222.333/0001-82", "00000000000000", "12ABC34501DE36", ""] {
            assert!(!is_cnpj(bad), "{bad}");
        }
    }
}
