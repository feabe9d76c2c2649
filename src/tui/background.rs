//! Asks the terminal for the colour of its background, and finds the answer among typed keys.
//!
//! The question is followed by another that every terminal answers: once that answer is there, no
//! other will come. Invariant: no typed key is lost, whatever the terminal says or does not say;
//! and what it says too late is never taken for keys.

use crate::schema::Key;

/// What is asked: the colour of the background, then what kind of terminal it is.
#[cfg(unix)]
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";

/// What came from the terminal until it had answered.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Heard {
    /// Whether the background is light, if that is known.
    pub(super) is_light: Option<bool>,
    /// What was typed meanwhile.
    pub(super) typed: Vec<Key>,
}

/// Asks, and waits a moment for the answer.
#[cfg(unix)]
pub(super) fn ask() -> Heard {
    use std::io::Write;
    use std::time::{Duration, Instant};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    /// How long an answer may take: it comes at once, but for distant terminals.
    const PATIENCE: Duration = Duration::from_millis(300);

    let mut out = std::io::stdout();
    if out.write_all(QUESTION).and_then(|()| out.flush()).is_err() {
        return Heard::default();
    }
    let stdin = std::io::stdin();
    let until = Instant::now() + PATIENCE;
    let mut bytes = Vec::new();
    while !is_complete(&bytes) {
        let left = until.saturating_duration_since(Instant::now());
        let Ok(left) = Timespec::try_from(left) else {
            break;
        };
        let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
        let mut part = [0; 256];
        match poll(&mut fds, Some(&left)) {
            Ok(1..) => match rustix::io::read(&stdin, &mut part) {
                Ok(count @ 1..) => bytes.extend_from_slice(&part[..count]),
                _ => break,
            },
            _ => break,
        }
    }
    let heard = understand(&bytes);
    Heard {
        is_light: heard.is_light.or_else(told_by_environment),
        ..heard
    }
}

/// Elsewhere nothing is asked.
#[cfg(not(unix))]
pub(super) fn ask() -> Heard {
    Heard::default()
}

/// What some terminals say in a variable: the numbers of the colours of text and background.
#[cfg(unix)]
fn told_by_environment() -> Option<bool> {
    let colours = std::env::var("COLORFGBG").ok()?;
    let ground: u8 = colours.rsplit(';').next()?.parse().ok()?;
    Some(matches!(ground, 7 | 9..=15))
}

/// Whether the answer that ends all others has come.
#[cfg(unix)]
fn is_complete(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some((part, after)) = next_part(rest) {
        if matches!(part, Part::Kind) {
            return true;
        }
        rest = after;
    }
    false
}

/// A piece of what comes from a terminal.
enum Part {
    /// The background, light or not; nothing where the answer cannot be read.
    Ground(Option<bool>),
    /// What kind of terminal it is.
    Kind,
    /// A key.
    Key(Key),
    /// Anything else.
    Other,
}

/// The answers and the keys in what came from the terminal.
fn understand(mut bytes: &[u8]) -> Heard {
    let mut heard = Heard::default();
    while let Some((part, after)) = next_part(bytes) {
        match part {
            Part::Ground(is_light) => heard.is_light = is_light,
            Part::Key(key) => heard.typed.push(key),
            Part::Kind | Part::Other => {}
        }
        bytes = after;
    }
    heard
}

/// The first piece, and what follows it.
fn next_part(bytes: &[u8]) -> Option<(Part, &[u8])> {
    let first = *bytes.first()?;
    let rest = &bytes[1..];
    if first != 0x1b {
        return Some(character(bytes));
    }
    match rest.first() {
        Some(b']') => {
            let end = rest
                .iter()
                .position(|byte| matches!(byte, 0x07 | 0x1b))
                .unwrap_or(rest.len());
            let after = &rest[end..];
            let after = after
                .strip_prefix(b"\x1b\\")
                .or(after.strip_prefix(b"\x07"));
            let words = std::str::from_utf8(&rest[1..end]).unwrap_or_default();
            Some((Part::Ground(is_light(words)), after.unwrap_or_default()))
        }
        Some(b'[' | b'O') => {
            let end = rest[1..]
                .iter()
                .position(|byte| (0x40..=0x7e).contains(byte));
            let Some(end) = end.map(|end| end + 1) else {
                return Some((Part::Other, &[]));
            };
            let part = match (&rest[1..end], rest[end]) {
                ([b'?', ..], b'c') => Part::Kind,
                ([], b'A') => Part::Key(Key::Up),
                ([], b'B') => Part::Key(Key::Down),
                ([], b'C') => Part::Key(Key::Right),
                ([], b'D') => Part::Key(Key::Left),
                ([], b'H') => Part::Key(Key::Home),
                ([], b'F') => Part::Key(Key::End),
                ([], b'Z') => Part::Key(Key::BackTab),
                (b"5", b'~') => Part::Key(Key::PageUp),
                (b"6", b'~') => Part::Key(Key::PageDown),
                _ => Part::Other,
            };
            Some((part, &rest[end + 1..]))
        }
        _ => Some((Part::Key(Key::Esc), rest)),
    }
}

/// A key that is one character.
fn character(bytes: &[u8]) -> (Part, &[u8]) {
    let length = match bytes[0] {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xff => 4,
        _ => 1,
    };
    let (one, after) = bytes.split_at(length.min(bytes.len()));
    let part = match one {
        [b'\r' | b'\n'] => Part::Key(Key::Enter),
        [b'\t'] => Part::Key(Key::Tab),
        [0x7f | 0x08] => Part::Key(Key::Backspace),
        [low @ 1..=26] => Part::Key(Key::Ctrl(char::from(low - 1 + b'a'))),
        _ => match std::str::from_utf8(one)
            .ok()
            .and_then(|one| one.chars().next())
        {
            Some(character) if !character.is_control() => Part::Key(Key::Char(character)),
            _ => Part::Other,
        },
    };
    (part, after)
}

/// Whether the colour in an answer such as `11;rgb:ffff/ffff/ffff` is light.
fn is_light(answer: &str) -> Option<bool> {
    let colour = answer.strip_prefix("11;")?;
    let (_, parts) = colour.split_once(':')?;
    let mut parts = parts.split('/').map(|part| {
        let most = 16_u32.checked_pow(part.len() as u32)?.checked_sub(1)?;
        let value = u32::from_str_radix(part, 16).ok()?;
        (most > 0).then(|| f64::from(value) / f64::from(most))
    });
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    // How bright the eye finds it.
    Some(0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_says_light_or_dark() {
        assert_eq!(is_light("11;rgb:ffff/ffff/ffff"), Some(true));
        assert_eq!(is_light("11;rgb:1e1e/1e1e/2e2e"), Some(false));
        assert_eq!(is_light("11;rgb:fd/f6/e3"), Some(true));
        assert_eq!(is_light("11;rgba:0000/0000/0000/ffff"), Some(false));
        for nonsense in [
            "",
            "11;?",
            "11;rgb:",
            "11;rgb:/x/",
            "10;rgb:ff/ff/ff",
            "11;rgb:ff/ff",
        ] {
            assert_eq!(is_light(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn keys_between_and_around_the_answers_are_kept() {
        let came = b"1\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[A\xc3\xa9\x1b[?62;22c\x11\r";
        let heard = understand(came);
        assert_eq!(heard.is_light, Some(true));
        let keys = [
            Key::Char('1'),
            Key::Up,
            Key::Char('é'),
            Key::Ctrl('q'),
            Key::Enter,
        ];
        assert_eq!(heard.typed, keys);
    }

    #[test]
    fn an_answer_in_pieces_is_never_taken_for_keys() {
        let whole = b"\x1b]11;rgb:1111/1111/1111\x07\x1b[?1;2c";
        for end in 2..whole.len() {
            // What ends so far with the key Esc is that key.
            if whole[..end].ends_with(b"\x1b") {
                continue;
            }
            assert_eq!(understand(&whole[..end]).typed, [], "{end}");
        }
        assert_eq!(understand(whole).is_light, Some(false));
    }

    #[test]
    #[cfg(unix)]
    fn the_second_answer_ends_the_wait() {
        assert!(is_complete(b"x\x1b[?62c"));
        assert!(!is_complete(b"x\x1b]11;rgb:0/0/0\x07\x1b[?62"));
        assert!(!is_complete(b"\x1b[A"));
    }
}
