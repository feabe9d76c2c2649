//! The pictures of README and docs, painted by the program: they are what it paints today.
//!
//! `UPDATE_PICTURES=1 cargo test --test all pictures` paints them anew.

mod svg;

use std::path::PathBuf;

use ratatui::buffer::Buffer;

use crate::stage::Stage;
use svg::picture;

/// Answers until the committee has an opinion.
const BEGINNING: &str = "1 2 3 4 5 1 2 3 4 5 1 2 3 1 2";

/// Answers on until what the committee thinks is in sight.
fn until_it_speaks(mut stage: Stage) -> Stage {
    for _ in 0..10 {
        if stage.frame().contains("committee") {
            return stage;
        }
        stage.keys("1");
    }
    panic!("nothing is predicted\n{}", stage.frame());
}

fn compare(name: &str, painted: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("docs/pictures")
        .join(name);
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, painted).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == painted,
        "{name} is not what the program paints: UPDATE_PICTURES=1 cargo test --test all pictures"
    );
}

fn wide(sample: &str, keys: &str) -> Stage {
    let mut stage = Stage::sample_in(sample, querist::tui::Theme::bundled("dark"));
    stage.resize(132, 34).keys(keys);
    stage
}

fn still(stage: &Stage) -> String {
    picture(&[(stage.buffer(), 1.0)])
}

#[test]
fn the_label_screen() {
    let stage = until_it_speaks(wide("tickets", BEGINNING));
    compare("label.svg", &still(&stage));
}

#[test]
fn the_menu() {
    let mut stage = until_it_speaks(wide("tickets", BEGINNING));
    stage.keys("Space");
    compare("menu.svg", &still(&stage));
}

#[test]
fn labeling_moves() {
    let mut stage = wide("tickets", "");
    let mut frames: Vec<(Buffer, f64)> = vec![(stage.buffer(), 2.0)];
    for key in BEGINNING.split(' ') {
        stage.keys(key);
        frames.push((stage.buffer(), 0.7));
    }
    stage.keys("Space");
    frames.push((stage.buffer(), 2.5));
    stage.keys("i");
    frames.push((stage.buffer(), 2.5));
    compare("labeling.svg", &picture(&frames));
}
