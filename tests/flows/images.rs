//! Images: when is one painted, and what is said where none can be?

use querist::tui::Theme;
use tempfile::TempDir;

use crate::review::stage::ReviewStage;
use crate::stage::Stage;
use crate::support::{succeed, write};

/// A project of three images whose files lie beside it; what `make` puts there is all there is.
fn project(rows: &str, flags: &[&str], make: impl FnOnce(&std::path::Path)) -> (TempDir, TempDir) {
    let (data, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::create_dir(data.path().join("shots")).unwrap();
    make(data.path());
    write(data.path(), "shots.csv", rows);
    let to = folder.path().to_str().unwrap();
    let new = ["new", "shots.csv", "--seed", "1", "--to", to];
    succeed(data.path(), &[&new, flags].concat());
    (data, folder)
}

const ROWS: &str = "photo,mark\nshots/a.png,false\nshots/b.png,false\nshots/c.png,false\n";
const CLASSES: [&str; 2] = ["--labels", "day,night"];

#[test]
fn without_a_way_to_show_it_the_image_is_named_and_the_order_is_random() {
    let (_data, folder) = project(ROWS, &CLASSES, |_| ());
    let mut stage = Stage::open_on(folder, Theme::plain(), |model| model);
    let frame = stage.frame();
    assert!(frame.contains("item shots/"), "{frame}");
    assert!(frame.contains("the image is only named"), "{frame}");
    assert!(
        frame.contains("chosen at random: nothing is learnt from images"),
        "{frame}"
    );
    assert!(!frame.contains('%'), "{frame}");
    stage.keys("1 2");
    let frame = stage.frame();
    assert!(
        !frame.contains('%') && !frame.contains("accuracy 1"),
        "{frame}"
    );
    assert!(frame.contains("no model, so no accuracy"), "{frame}");
    stage.keys("Space w");
    assert!(
        stage.frame().contains("Chosen at random"),
        "{}",
        stage.frame()
    );
    // Another strategy would have nothing to go by.
    stage.keys("Esc Space s End Up Enter");
    assert!(
        stage.frame().contains("nothing to go by"),
        "{}",
        stage.frame()
    );
}

#[test]
fn a_review_of_images_alone_has_no_model_to_quote() {
    let mut rows = String::from("photo,ann,ben\n");
    for row in 0..12 {
        let (ann, ben) = (["day", "night"][row % 2], ["day", "day", "night"][row % 3]);
        rows.push_str(&format!("shots/{row}.png,{ann},{ben}\n"));
    }
    let (_data, folder) = project(&rows, &["--annotators", "ann,ben"], |_| ());
    let mut stage = ReviewStage::open(folder);
    stage.study();
    stage
        .expect("item shots/")
        .expect("the image is only named");
    let frame = stage.frame();
    assert!(
        !frame.contains("a model") && !frame.contains("one more label"),
        "{frame}"
    );
}

#[cfg(feature = "images")]
mod shown {
    use std::path::Path;
    use std::time::Duration;

    use image::{Rgb, RgbImage};
    use querist::schema::Key;
    use querist::tui::{Message, Protocol};

    use super::*;

    /// A red corner in blue.
    fn paint(path: &Path, width: u32, height: u32) {
        let corner =
            |x: u32, y: u32| u64::from(x) * u64::from(height) + u64::from(y) * u64::from(width);
        let half = u64::from(width) * u64::from(height);
        let image = RgbImage::from_fn(width, height, |x, y| {
            Rgb(if corner(x, y) < half {
                [200, 0, 0]
            } else {
                [0, 0, 200]
            })
        });
        image.save(path).unwrap();
    }

    fn three(data: &Path) {
        for name in ["a", "b", "c"] {
            paint(&data.join(format!("shots/{name}.png")), 32, 24);
        }
    }

    fn open(folder: TempDir) -> Stage {
        Stage::open_on(folder, Theme::plain(), |model| {
            model.with_images(Protocol::Halfblocks)
        })
    }

    #[test]
    fn label_with_an_image_at_80x24() {
        let (_data, folder) = project(ROWS, &CLASSES, three);
        insta::assert_snapshot!(open(folder).frame());
    }

    #[test]
    fn label_with_an_image_at_160x50() {
        let (_data, folder) = project(ROWS, &CLASSES, three);
        let mut stage = open(folder);
        let before = stage.coloured_cells();
        let frame = stage.resize(160, 50).frame();
        assert!(
            stage.coloured_cells() > before,
            "a larger window, a larger image"
        );
        insta::assert_snapshot!(frame);
    }

    #[test]
    fn a_text_stands_below_its_image() {
        let rows = "id,text,shot\n1,some words to be read,shots/a.png\n2,other words to be read,\n";
        let (_data, folder) = project(rows, &CLASSES, three);
        let mut stage = open(folder);
        for _ in 0..2 {
            let frame = stage.frame();
            assert!(frame.contains("words to be read"), "{frame}");
            assert_eq!(stage.coloured_cells() > 0, stage.item() == "1", "{frame}");
            stage.keys("1");
        }
    }

    #[test]
    fn a_key_waits_for_the_image_but_not_for_ever() {
        let (_data, folder) = project(ROWS, &CLASSES, three);
        let mut stage = open(folder);
        stage.holds_images = true;
        stage.keys("1");
        let item = stage.item();
        assert!(
            stage.frame().contains("loading the image"),
            "{}",
            stage.frame()
        );
        stage.press_after(Duration::from_millis(300), Key::Char('2'));
        assert_eq!(stage.label(&item), None);
        assert!(
            stage.frame().contains("that key did not count"),
            "{}",
            stage.frame()
        );
        let request = stage.images.pop().unwrap();
        stage.send(request.carry_out());
        stage.paint();
        assert!(stage.coloured_cells() > 0);
        stage.keys("2");
        assert_eq!(stage.label(&item).as_deref(), Some("night"));
        // The next one never comes.
        let item = stage.item();
        stage.now += Duration::from_secs(4);
        stage.send(Message::Tick(stage.now));
        stage.paint();
        stage.keys("1");
        assert_eq!(stage.label(&item).as_deref(), Some("day"));
    }

    #[test]
    fn an_image_that_comes_too_late_is_not_shown() {
        let (_data, folder) = project(ROWS, &CLASSES, three);
        let mut stage = open(folder);
        stage.holds_images = true;
        stage.keys("Right");
        let late = stage.images.pop().unwrap();
        let next = stage.item();
        stage.send(Message::Tick(stage.now + Duration::from_secs(4)));
        stage.paint();
        stage.now += Duration::from_secs(4);
        stage.keys("Right");
        assert_ne!(stage.item(), next);
        stage.send(late.carry_out());
        assert_eq!(stage.coloured_cells(), 0, "{}", stage.frame());
    }

    #[test]
    fn a_veiled_image_is_not_even_asked_for() {
        let rows = ROWS.replace("false", "true");
        let flags = [&CLASSES[..], &["--sensitive", "mark"]].concat();
        let (_data, folder) = project(&rows, &flags, three);
        let mut stage = open(folder);
        stage.holds_images = true;
        // Nothing else is left to ask.
        stage.keys("Enter");
        assert!(stage.frame().contains("Veiled"), "{}", stage.frame());
        stage.resize(100, 30);
        assert!(stage.images.is_empty());
        assert!(!stage.frame().contains("shots/"), "{}", stage.frame());
        stage.keys("_");
        assert!(stage.images.is_empty(), "masked");
        stage.keys("Enter");
        assert_eq!(stage.images.len(), 1);
        let request = stage.images.pop().unwrap();
        stage.send(request.carry_out());
        assert!(stage.coloured_cells() > 0);
        // It is veiled again when no key comes.
        stage.now += Duration::from_secs(3_600);
        stage.send(Message::Tick(stage.now));
        assert_eq!(stage.coloured_cells(), 0, "{}", stage.frame());
    }

    #[test]
    fn what_cannot_be_shown_says_why_and_can_be_answered() {
        let rows = "photo\nshots/none.png\nshots/words.png\nshots/huge.png\nhttps://x.org/a.png\n";
        let flags = [&CLASSES[..], &["--image", "photo"]].concat();
        let (_data, folder) = project(rows, &flags, |data| {
            write(data, "shots/words.png", "no image at all");
            paint(&data.join("shots/huge.png"), 1, 20_001);
        });
        let mut stage = open(folder);
        let mut seen = 0;
        for _ in 0..4 {
            let frame = stage.frame();
            let known = [
                ("shots/none.png", "There is no file"),
                ("shots/words.png", "no PNG, JPEG, GIF or WebP"),
                ("shots/huge.png", "too large"),
                ("https://x.org/a.png", "an address on the net"),
            ];
            let on_screen = known.into_iter().find(|(path, _)| frame.contains(path));
            let (_, words) = on_screen.unwrap();
            assert!(frame.contains(words), "{frame}");
            seen += 1;
            stage.keys("1");
        }
        assert_eq!(seen, 4);
        assert!(
            stage.frame().contains("Every item is answered"),
            "{}",
            stage.frame()
        );
        assert_eq!(stage.coloured_cells(), 0);
    }

    #[test]
    fn nothing_of_an_image_stays_on_other_screens() {
        let (_data, folder) = project(ROWS, &CLASSES, three);
        let mut stage = open(folder);
        assert!(stage.coloured_cells() > 0);
        for keys in ["?", "Space g", "Space q", "Space c"] {
            stage.keys(keys);
            assert_eq!(stage.coloured_cells(), 0, "{keys}\n{}", stage.frame());
            stage.keys("Esc");
            assert!(stage.coloured_cells() > 0, "{keys}\n{}", stage.frame());
        }
        // The menu lies over the image, and is read.
        stage.keys("Space");
        assert!(stage.frame().contains("guidelines"), "{}", stage.frame());
    }
}
