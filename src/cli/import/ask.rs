//! Which class does an unknown label stand for? A person at a terminal is asked.

use std::io::BufRead;

use anyhow::Result;

use super::output;
use crate::error::Error;
use crate::project::label_import::LabelMapping;
use crate::text::counted;

/// What was answered.
enum Answer {
    /// It stands for this class.
    Class(String),
    /// It becomes a class.
    New,
    /// It stands for nothing.
    Nothing,
}

/// Asks for each unknown label, the most frequent first.
pub(super) fn unknown(mapping: &mut LabelMapping, input: &mut dyn BufRead) -> Result<()> {
    // One answer may settle others: a new class, those that are spelt otherwise.
    for (name, count) in mapping.unknown() {
        output::remark(&format!(
            "{name:?} ({}) is no class here. Which does it stand for?",
            counted(count, "label")
        ));
        output::remark(&format!("  {}", offer(mapping)));
        match answer(mapping, input)? {
            Answer::Class(class) => mapping.map(&name, Some(&class))?,
            Answer::New => mapping.add(&name)?,
            Answer::Nothing => mapping.map(&name, None)?,
        }
    }
    Ok(())
}

fn offer(mapping: &LabelMapping) -> String {
    let mut words: Vec<String> = mapping
        .labels()
        .active()
        .enumerate()
        .map(|(place, (_, label))| format!("{} {}", place + 1, label.name))
        .collect();
    words.push("+ a new class".into());
    words.push("- leave it out".into());
    words.join("   ")
}

/// Asks until the answer is one of those on offer.
fn answer(mapping: &LabelMapping, input: &mut dyn BufRead) -> Result<Answer> {
    loop {
        output::question("> ");
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Err(Error::refused(
                "nothing was decided, so nothing was written",
                "answer, or say it with --map FROM=TO or --add-labels",
            )
            .into());
        }
        if let Some(answer) = understood(mapping, line.trim()) {
            return Ok(answer);
        }
        output::remark("answer with a number, a class's name, + or -");
    }
}

/// A number means the place in the list, as it is shown, before it means a name.
fn understood(mapping: &LabelMapping, said: &str) -> Option<Answer> {
    match said {
        "+" => return Some(Answer::New),
        "-" => return Some(Answer::Nothing),
        _ => {}
    }
    let labels = mapping.labels();
    let place: Option<usize> = said.parse().ok();
    let by_place = place
        .and_then(|place| place.checked_sub(1))
        .and_then(|place| labels.active().nth(place))
        .map(|(_, label)| label.name.clone());
    let by_name = || labels.find(said).map(|id| labels.name(id).to_owned());
    by_place.or_else(by_name).map(Answer::Class)
}
