//! The sample, reviewed: do five views say what was decided, and does nothing that was said before
//! change?

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use querist::clock::{Clock, SystemClock};
use querist::journal::Event;
use querist::journal::event::{
    Adjudicated, AdjudicationRecord, JudgementRequested, Undone, WeighedRecord,
};
use querist::project::{Layout, OpenProject, Sample};
use querist::schema::{Annotator, ItemIndex};

use crate::support::projects::open_as;
use crate::support::{journals, json_lines, querist, succeed};

const VOICES: [&str; 4] = ["ada", "bruno", "chidi", "dana"];

/// A copy `s` of the sample, with the labels of all four.
fn sample() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sample = Sample::find("second-opinion").unwrap();
    sample.copy_to(&folder.path().join("s")).unwrap();
    import(folder.path());
    folder
}

fn import(folder: &Path) -> String {
    let files = VOICES.map(|name| format!("s/labels/{name}.csv"));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    succeed(folder, &[&["import", "s"], &files[..]].concat()).err
}

fn export(folder: &Path, view: &str) -> (Vec<Value>, String) {
    let ran = succeed(folder, &["export", "s", "-o", "-", "--view", view]);
    (json_lines(&ran.out), ran.err)
}

fn raw(folder: &Path, format: &str) -> String {
    let arguments = [
        "export", "s", "-o", "-", "--view", "raw", "--format", format,
    ];
    succeed(folder, &arguments).out
}

/// What each of the four said, by item.
fn said(folder: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut said: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for name in VOICES {
        let path = folder.join(format!("s/labels/{name}.csv"));
        let text = std::fs::read_to_string(path).unwrap();
        for line in text.lines().skip(1) {
            let mut cells = line.split(',');
            let (item, label) = (cells.next().unwrap(), cells.next().unwrap());
            let item = said.entry(item.to_owned()).or_default();
            item.insert(name.to_owned(), label.to_owned());
        }
    }
    said
}

fn disputed(folder: &Path) -> Vec<String> {
    let said = said(folder).into_iter();
    said.filter(|(_, annotations)| {
        let first = annotations.values().next();
        annotations.values().any(|label| Some(label) != first)
    })
    .map(|(item, _)| item)
    .collect()
}

/// A reviewer who writes through the library.
struct Reviewer {
    project: OpenProject,
}

impl Reviewer {
    fn sits_down(folder: &Path) -> Self {
        let layout = Layout::at(folder.join("s"));
        let eve = Annotator::new("eve").unwrap();
        Self {
            project: open_as(&layout, &eve, SystemClock.now()),
        }
    }

    fn record(&mut self, event: Event) -> u64 {
        self.project.record(SystemClock.now(), event).unwrap()
    }

    fn weighed(&self, index: ItemIndex) -> Vec<WeighedRecord> {
        let state = self.project.state();
        let annotations = state.item(index).judgements().into_iter();
        annotations
            .map(|judgement| WeighedRecord {
                annotator: judgement.annotator.clone(),
                journal: state.writer_name(judgement.place.0).unwrap().clone(),
                seq: judgement.place.1,
                label: judgement
                    .label()
                    .map(|label| state.labels().name(label).to_owned()),
            })
            .collect()
    }

    fn rule(&mut self, item: &str, ruling: AdjudicationRecord) -> u64 {
        let index = self.project.items.find(item).unwrap();
        let weighed = self.weighed(index);
        self.record(Event::Adjudicated(Adjudicated {
            session: None,
            annotator: Annotator::new("eve").unwrap(),
            item: item.to_owned(),
            ruling,
            weighed,
            rationale: Some(format!("weighed for {item}")),
            guidelines: self.project.guidelines.hash.clone(),
            active_seconds: 12.5,
            names_shown: false,
            opinion_shown: false,
        }))
    }

    fn ask_dana(&mut self, item: &str) {
        self.record(Event::JudgementRequested(JudgementRequested {
            annotator: Annotator::new("eve").unwrap(),
            item: item.to_owned(),
            of: Annotator::new("dana").unwrap(),
            why: Some("please look again".to_owned()),
            split: None,
        }));
    }
}

/// Twenty decisions of all kinds: on nineteen items, one of them twice, the last one taken back;
/// and two requests.
fn adjudicate(folder: &Path, disputed: &[String]) {
    let mut eve = Reviewer::sits_down(folder);
    let mut last = 0;
    for (number, item) in disputed[..19].iter().enumerate() {
        last = eve.rule(item, ruling(number));
    }
    eve.record(Event::Undone(Undone { seq: last }));
    eve.rule(&disputed[0], AdjudicationRecord::KeepDistribution);
    eve.ask_dana(&disputed[3]);
    eve.ask_dana(&disputed[30]);
}

fn ruling(number: usize) -> AdjudicationRecord {
    match number % 3 {
        0 => AdjudicationRecord::Label("fine".to_owned()),
        1 => AdjudicationRecord::KeepDistribution,
        _ => AdjudicationRecord::GuidelineGap(format!("what comes first? ({number})")),
    }
}

#[test]
fn twenty_adjudications_are_in_five_views_and_nothing_said_before_changes() {
    let folder = sample();
    let folder = folder.path();
    let disputed = disputed(folder);
    assert_eq!(disputed.len(), 66);
    let (before, before_csv) = (raw(folder, "jsonl"), raw(folder, "csv"));
    adjudicate(folder, &disputed);

    assert_eq!(raw(folder, "jsonl"), before);
    assert_eq!(raw(folder, "csv"), before_csv);
    let journals_before = journals(&folder.join("s"));
    let again = import(folder);
    assert!(
        again.contains("imported already: nothing was written"),
        "{again}"
    );
    assert_eq!(journals(&folder.join("s")), journals_before);
    succeed(folder, &["verify", "s"]);

    raw_is_what_the_files_say(folder, &json_lines(&before));
    dissent_is_in_every_view(folder);
    the_adjudicated_view_follows_the_rulings(folder, &disputed);
    probable_and_soft_are_distributions(folder);
    in_csv_too(folder);
}

fn raw_is_what_the_files_say(folder: &Path, rows: &[Value]) {
    let mut annotations = 0;
    for (item, said) in said(folder) {
        for (name, label) in said {
            annotations += 1;
            let row = rows
                .iter()
                .find(|row| row["item"] == *item && row["annotator"] == *name);
            assert_eq!(row.unwrap()["label"], *label, "{item} {name}");
        }
    }
    assert_eq!(rows.len(), annotations);
    let geoffrey = rows
        .iter()
        .find(|row| row["imported_note"] == "this is a curse");
    assert_eq!(geoffrey.unwrap()["annotator"], "dana");
}

fn dissent_is_in_every_view(folder: &Path) {
    let said = said(folder);
    for view in ["majority", "probable", "adjudicated", "soft"] {
        let (rows, told) = export(folder, view);
        for row in &rows {
            let annotations = &said[row["item"].as_str().unwrap()];
            let mut votes: BTreeMap<&str, u64> = BTreeMap::new();
            for label in annotations.values() {
                *votes.entry(label).or_default() += 1;
            }
            assert_eq!(
                row["votes"],
                serde_json::to_value(&votes).unwrap(),
                "{view}"
            );
            assert_eq!(row["judgements"], annotations.len());
            let shares = row["distribution"].as_object().unwrap().values();
            let sum: f64 = shares.map(|share| share.as_f64().unwrap()).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{view}: {row}");
        }
        let left_out = 170 - rows.len();
        assert_eq!(left_out > 0, told.contains("left out: "), "{view}: {told}");
        let decided = rows.iter().filter(|row| row["adjudicated"] == true);
        if view == "soft" || view == "adjudicated" {
            assert_eq!(decided.count(), 18, "{view}");
        }
    }
}

fn the_adjudicated_view_follows_the_rulings(folder: &Path, disputed: &[String]) {
    let (rows, told) = export(folder, "adjudicated");
    let row = |item: &String| rows.iter().find(|row| row["item"] == **item);
    for (number, item) in disputed[1..18].iter().enumerate() {
        let (row, number) = (row(item).unwrap(), number + 1);
        let (verdict, word) = match ruling(number) {
            AdjudicationRecord::Label(_) => ("label", "label"),
            AdjudicationRecord::KeepDistribution => ("distribution", "keep_distribution"),
            AdjudicationRecord::GuidelineGap(_) => ("guideline_gap", "guideline_gap"),
        };
        assert_eq!(row["verdict"], verdict, "{item}");
        assert_eq!(row["annotator"], "eve");
        let decision = &row["adjudication"];
        assert_eq!(decision["ruling"], word);
        assert_eq!(decision["rationale"], format!("weighed for {item}"));
        assert!(decision["time"].is_string() && decision["guidelines"].is_string());
        let weighed = decision["weighed"].as_array().unwrap();
        assert_eq!(weighed.len() as u64, row["judgements"].as_u64().unwrap());
        assert_eq!(weighed[0]["journal"], "ada");
    }
    let twice = row(&disputed[0]).unwrap();
    assert_eq!(twice["verdict"], "distribution");
    assert_eq!(twice["earlier_adjudications"][0]["label"], "fine");
    assert!(
        row(&disputed[18]).is_none(),
        "a decision taken back decides nothing"
    );
    // 104 agree; of 18 decisions 5 are labels, 7 keep the distribution, 6 are gaps.
    assert!(
        told.contains("122 rows = 109 labeled + 0 unsure + 7 distributions + 6 guideline gaps"),
        "{told}"
    );
    assert!(
        told.contains("left out: 48 on which annotators differ and nobody decided"),
        "{told}"
    );
    assert!(told.contains("querist review "), "{told}");
}

fn probable_and_soft_are_distributions(folder: &Path) {
    let (probable, _) = export(folder, "probable");
    let (soft, told) = export(folder, "soft");
    assert!(told.contains("170 rows = 170 distributions"), "{told}");
    for row in &probable {
        let label = row["label"].as_str().unwrap();
        assert_eq!(row["posterior"][label], row["probability"]);
        let same = soft.iter().find(|other| other["item"] == row["item"]);
        assert_eq!(same.unwrap()["posterior"], row["posterior"]);
        assert_eq!(same.unwrap()["method"], row["method"]);
    }
    for row in &soft {
        assert!(row["label"].is_null());
        assert_eq!(row["distribution"].as_object().unwrap().len(), 3);
    }
}

fn in_csv_too(folder: &Path) {
    for view in ["raw", "majority", "probable", "adjudicated", "soft"] {
        let (rows, _) = export(folder, view);
        let path: PathBuf = folder.join(format!("{view}.csv"));
        let out = path.to_str().unwrap();
        succeed(folder, &["export", "s", "-o", out, "--view", view]);
        let text = std::fs::read_to_string(&path).unwrap();
        let header = text.lines().next().unwrap();
        assert!(
            header
                .trim_start_matches('\u{FEFF}')
                .starts_with("item,label,verdict,annotator,annotators,judgements")
        );
        assert_eq!(header.contains(",votes,"), view != "raw", "{header}");
        assert!(text.lines().count() > rows.len(), "{view}");
    }
}

#[test]
fn nothing_probable_is_written_where_the_voices_cannot_tell() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Sample::find("second-opinion").unwrap();
    sample.copy_to(&folder.path().join("s")).unwrap();
    let arguments = ["export", "s", "-o", "out.jsonl", "--view", "probable"];
    let ran = querist(folder.path(), &arguments);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("nobody has labeled anything yet"),
        "{}",
        ran.err
    );
    succeed(
        folder.path(),
        &["import", "s", "s/labels/ada.csv", "s/labels/bruno.csv"],
    );
    let ran = querist(folder.path(), &arguments);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("2 annotators are too few") && ran.err.contains("--view soft"),
        "{}",
        ran.err
    );
    assert!(!folder.path().join("out.jsonl").exists());
    let (rows, told) = export(folder.path(), "soft");
    assert!(told.contains("counts, without a posterior"), "{told}");
    assert!(rows[0]["posterior"].is_null());
}

#[test]
fn the_samples_agreement_fits_a_screen_and_names_the_worst_pair_first() {
    let folder = sample();
    for arguments in [&["agreement", "s"][..], &["agreement", "s", "--pairs"][..]] {
        let words = succeed(folder.path(), arguments).out;
        for line in words.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        let place = |needle: &str| {
            words
                .find(needle)
                .unwrap_or_else(|| panic!("{needle}\n{words}"))
        };
        assert!(place("second-opinion: 4 annotators, 170 items, 620 labels") == 0);
        assert!(place("bruno and chidi") < place("ada and chidi"));
        assert!(place("Krippendorff's alpha, nominal") < place("next:"));
        assert!(words.contains("querist review "));
        assert!(words.contains("--view soft -o soft.jsonl"));
        assert!(words.contains("nobody labeled the same item twice"));
    }
}
