//! Makes plain rows of the tasks that Label Studio exports as JSON.
//!
//! Each annotation of a task is a row: the task's id and data, one label, its annotator and time. A
//! task that nobody has finished is a row without a label. Invariant: only one choice for a text is
//! taken for a label; anything else that people can mark there is refused by its name.

use serde_json::{Map, Value};

use super::bytes::counted;
use super::rows::{Row, Rows};
use crate::error::{Error, Place, Result};

/// What an annotation adds to its task.
const ADDED: [&str; 3] = ["label", "annotator", "time"];

/// Turns the rows of such a file into plain ones; any other file stays as it is.
pub(super) fn make_plain(rows: &mut Rows) -> Result<()> {
    let Some(named) = ["annotations", "completions"]
        .into_iter()
        .find(|name| rows.rows.iter().any(|row| row.get(name).is_some()))
    else {
        return Ok(());
    };
    let is_task = |row: &Row| row.get("data").is_some_and(|data| data.starts_with('{'));
    if !rows.rows.iter().all(is_task) {
        return Ok(());
    }
    let mut plain = Rows::new(&rows.path, rows.format);
    plain.rejects = std::mem::take(&mut rows.rejects);
    plain.notes = std::mem::take(&mut rows.notes);
    plain.original = rows.original.take();
    (plain.read, plain.blank) = (rows.read, rows.blank);
    let (mut cancelled, mut labels) = (0, 0);
    let tasks = rows.rows.len() as u64;
    for row in std::mem::take(&mut rows.rows) {
        let said = said(&plain, &row, named, &mut cancelled)?;
        let data = data(&row);
        labels += said.len() as u64;
        plain.read += (said.len() as u64).saturating_sub(1);
        let said = if said.is_empty() {
            vec![Vec::new()]
        } else {
            said
        };
        for added in said {
            let mut columns = data.clone();
            columns.extend(added);
            for (name, _) in &columns {
                plain.add_column(name);
            }
            plain.rows.push(Row {
                columns,
                position: row.position,
                raw: row.raw.clone(),
            });
        }
    }
    plain.notes.push(format!(
        "an export of Label Studio: {} with {}{}",
        counted(tasks, "task"),
        counted(labels, "label"),
        match cancelled {
            0 => String::new(),
            some => format!(
                "; {} cancelled there and left out",
                counted(some, "annotation")
            ),
        }
    ));
    *rows = plain;
    Ok(())
}

/// The task's id and what it shows, by name.
fn data(row: &Row) -> Vec<(String, String)> {
    let data: Map<String, Value> = row
        .get("data")
        .and_then(|data| serde_json::from_str(data).ok())
        .unwrap_or_default();
    let mut columns = Vec::new();
    if let Some(id) = row.get("id").filter(|_| !data.contains_key("id")) {
        columns.push(("id".to_owned(), id.to_owned()));
    }
    for (name, value) in data {
        let name = if ADDED.contains(&name.as_str()) {
            format!("data_{name}")
        } else {
            name
        };
        columns.extend(written(&value).map(|value| (name, value)));
    }
    columns
}

fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// What each annotation that counts adds to its task.
fn said(
    rows: &Rows,
    row: &Row,
    named: &str,
    cancelled: &mut u64,
) -> Result<Vec<Vec<(String, String)>>> {
    let line = row.position.line;
    let refuse = |what: String, next: &str| Error::input(Place::line(&rows.path, line), what, next);
    let Some(written_there) = row.get(named) else {
        return Ok(Vec::new());
    };
    let annotations: Vec<Map<String, Value>> =
        serde_json::from_str(written_there).map_err(|_| {
            refuse(
                format!("{named:?} of this task is no list of annotations"),
                "export the project again as JSON, or as CSV",
            )
        })?;
    let mut found = Vec::new();
    for annotation in annotations {
        let is_true = |name: &str| annotation.get(name).and_then(Value::as_bool) == Some(true);
        if is_true("was_cancelled") || is_true("skipped") {
            *cancelled += 1;
            continue;
        }
        let results = annotation.get("result").and_then(Value::as_array);
        let mut label = None;
        for result in results.into_iter().flatten() {
            let kind = result
                .get("type")
                .and_then(Value::as_str)
                .unwrap_or("unknown");
            if kind != "choices" {
                return Err(refuse(
                    format!(
                        "a Label Studio annotation of the kind {kind:?}, not one choice for a text"
                    ),
                    "querist labels whole texts with one class: export a project of choices alone",
                ));
            }
            let choices = result.pointer("/value/choices").and_then(Value::as_array);
            let [choice] = choices.map(Vec::as_slice).unwrap_or_default() else {
                return Err(refuse(
                    "a Label Studio annotation with several choices, where querist takes one"
                        .into(),
                    "leave such tasks out, or export the JSON of a project with choice=\"single\"",
                ));
            };
            if label.replace(written(choice)).is_some() {
                return Err(refuse(
                    "a Label Studio annotation that answers several questions".into(),
                    "export as CSV, and name the column of the one that is meant (--label COL)",
                ));
            }
        }
        let Some(label) = label.flatten() else {
            continue;
        };
        let by = annotation.get("completed_by").and_then(|by| match by {
            Value::Object(person) => person.get("email").or(person.get("id")).and_then(written),
            other => written(other),
        });
        let time = annotation.get("created_at").and_then(written);
        let added = ADDED.into_iter().zip([Some(label), by, time]);
        let added = added.filter_map(|(name, value)| Some((name.to_owned(), value?)));
        found.push(added.collect());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::pool::format::Format;
    use crate::pool::rows::{Limits, rows_of};

    fn read(text: &str) -> Result<Rows> {
        rows_of(
            Path::new("t.json"),
            Format::Json,
            text.into(),
            &Limits::default(),
        )
    }

    fn choice(label: &str) -> String {
        format!(
            r#"{{"from_name":"q","to_name":"t","type":"choices","value":{{"choices":[{label}]}}}}"#
        )
    }

    #[test]
    fn each_annotation_of_a_task_is_a_row_and_cancelled_ones_are_counted() {
        let (a, b) = (choice("\"good\""), choice("\"bad\""));
        let rows = read(&format!(
            r#"[{{"id":7,"data":{{"text":"a walk","label":"x"}},"annotations":[
              {{"completed_by":1,"created_at":"2026-02-10T08:41:28Z","result":[{a}]}},
              {{"completed_by":{{"id":2,"email":"bo@x.org"}},"result":[{b}]}},
              {{"completed_by":3,"was_cancelled":true,"result":[{b}]}}]}},
            {{"id":8,"data":{{"text":"a fall"}},"annotations":[]}},
            {{"id":9,"data":{{"text":"rain"}},"completions":[]}}]"#
        ))
        .unwrap();
        assert!(rows.adds_up());
        let get = |name| {
            rows.rows
                .iter()
                .map(|row| row.get(name))
                .collect::<Vec<_>>()
        };
        assert_eq!(get("id"), [Some("7"), Some("7"), Some("8"), Some("9")]);
        assert_eq!(get("label"), [Some("good"), Some("bad"), None, None]);
        assert_eq!(get("annotator"), [Some("1"), Some("bo@x.org"), None, None]);
        assert_eq!(get("data_label")[0], Some("x"));
        assert_eq!(get("time")[0], Some("2026-02-10T08:41:28Z"));
        let note = rows.notes.last().unwrap();
        assert!(
            note.contains("3 tasks with 2 labels; 1 annotation cancelled"),
            "{note}"
        );
    }

    #[test]
    fn what_is_no_single_choice_is_refused_by_its_name() {
        let span = r#"{"type":"labels","value":{"start":0,"end":1,"labels":["P"]}}"#.to_owned();
        let one = choice("\"a\"");
        for (result, words) in [
            (span, "\"labels\""),
            (choice("\"a\",\"b\""), "several choices"),
            (format!("{one},{one}"), "several questions"),
        ] {
            let text = format!(
                r#"[{{"id":1,"data":{{"text":"t"}},"annotations":[{{"result":[{result}]}}]}}]"#
            );
            let error = read(&text).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
            assert!(!error.next_step().is_empty());
        }
    }

    #[test]
    fn other_files_with_such_a_column_stay_as_they_are() {
        let rows = read(r#"[{"text":"t","annotations":[1]},{"text":"u","data":"{"}]"#).unwrap();
        assert_eq!(rows.columns, ["text", "annotations", "data"]);
    }
}
