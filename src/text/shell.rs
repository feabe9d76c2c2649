//! A word as a person can paste it after a command.

/// Quoted for a shell where it needs to be.
pub(crate) fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:,%+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// A flag with its value, as a shell takes both: a value that begins like a flag is bound to it.
pub(crate) fn shell_flag(flag: &str, value: &str) -> String {
    let between = if value.starts_with('-') { '=' } else { ' ' };
    format!("--{flag}{between}{}", shell_word(value))
}

#[cfg(test)]
mod tests {
    use super::{shell_flag, shell_word};

    #[test]
    fn a_value_that_begins_like_a_flag_is_bound_to_its_own() {
        assert_eq!(shell_flag("show", "my mood"), "--show 'my mood'");
        assert_eq!(shell_flag("show", "--mood"), "--show=--mood");
    }

    #[test]
    fn a_word_is_quoted_only_when_a_shell_would_split_or_run_it() {
        assert_eq!(shell_word("./a-b_1.csv"), "./a-b_1.csv");
        assert_eq!(shell_word("my files"), "'my files'");
        assert_eq!(shell_word("it's $(x)"), "'it'\\''s $(x)'");
        assert_eq!(shell_word(""), "''");
    }
}
