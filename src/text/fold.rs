//! Folds a text so that it is found however it is written: without case and without the marks of
//! Latin letters.
//!
//! Invariant: each character of the folded text stands for one character of the source, in order,
//! so that what is found can be shown in its place.

/// Latin letters with marks, each row under the plain letter that stands for it.
const MARKED: &[(char, &str)] = &[
    ('a', "àáâãäåāăąǎạảấầẩẫậắằẳẵặ"),
    ('c', "çćĉċč"),
    ('d', "ďđ"),
    ('e', "èéêëēĕėęěẹẻẽếềểễệ"),
    ('g', "ĝğġģ"),
    ('h', "ĥħ"),
    ('i', "ìíîïĩīĭįıỉị"),
    ('j', "ĵ"),
    ('k', "ķ"),
    ('l', "ĺļľŀł"),
    ('n', "ñńņňŉ"),
    ('o', "òóôõöøōŏőơọỏốồổỗộớờởỡợ"),
    ('r', "ŕŗř"),
    ('s', "śŝşšș"),
    ('t', "ţťŧț"),
    ('u', "ùúûüũūŭůűųưụủứừửữự"),
    ('w', "ŵ"),
    ('y', "ýÿŷỳỵỷỹ"),
    ('z', "źżž"),
];

/// The character that stands for one; `None` for a mark that was written by itself.
fn folded(character: char) -> Option<char> {
    if character.is_ascii() {
        return Some(character.to_ascii_lowercase());
    }
    if matches!(character, '\u{300}'..='\u{36f}') {
        return None;
    }
    let lower = character.to_lowercase().next().unwrap_or(character);
    let is_latin = matches!(lower, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    let plain = MARKED
        .iter()
        .filter(|_| is_latin)
        .find(|(_, marked)| marked.contains(lower));
    Some(plain.map_or(lower, |(plain, _)| *plain))
}

/// Puts the folded text into `into`, which is emptied first.
pub(crate) fn fold_into(text: &str, into: &mut String) {
    into.clear();
    into.extend(text.chars().filter_map(folded));
}

/// The folded text.
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter_map(folded).collect()
}

/// The folded text, and for each of its bytes where it stands in the source; the source's length
/// at the end.
pub(crate) fn fold_with_places(text: &str) -> (String, Vec<usize>) {
    let mut into = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len() + 1);
    for (at, character) in text.char_indices() {
        if let Some(folded) = folded(character) {
            into.push(folded);
            places.resize(into.len(), at);
        }
    }
    places.push(text.len());
    (into, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_marks_make_no_difference_and_letters_do() {
        for (text, wanted) in [
            ("Señor ÉTÉ", "senor ete"),
            ("e\u{301}te", "ete"),
            ("Łódź", "lodz"),
            ("Straße", "straße"),
            ("ΑΒΓ Жук", "αβγ жук"),
            ("Việt Nam", "viet nam"),
        ] {
            assert_eq!(fold(text), wanted);
            let (folded, places) = fold_with_places(text);
            assert_eq!(folded, wanted);
            assert_eq!(places.len(), wanted.len() + 1);
            assert!(places.iter().all(|at| text.is_char_boundary(*at)));
        }
    }

    #[test]
    fn every_marked_letter_is_a_lower_case_latin_one() {
        for (plain, marked) in MARKED {
            for letter in marked.chars() {
                assert_eq!(folded(letter), Some(*plain));
                let upper = letter.to_uppercase().next().unwrap();
                if upper.to_lowercase().eq([letter]) {
                    assert_eq!(folded(upper), Some(*plain), "{upper}");
                }
            }
        }
    }
}
