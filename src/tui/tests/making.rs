//! What is told and asked before a project is made of a file.

use super::{App, begin_with_file, tickets};

#[test]
fn rows_that_become_no_items_are_told_with_their_lines_before_anything_is_made() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    let more = "T3,twice,web,pos,pos\nT13,,web,pos,pos\nT3,what is said in ticket 3,web,pos,pos\n";
    std::fs::write(&file, tickets() + more).unwrap();
    app.open_file(&file);
    let told = "14 items; left out: 1 without text (line 15)";
    assert!(app.frame().contains(told), "{}", app.frame());
    app.keys("i");
    app.wait_until("the count by id", |frame| {
        frame.contains(
            "12 items; left out: 1 without text (line 15), 1 said twice (line 16), 1 with",
        ) && frame.contains(" an id used before (line 14)")
    });
    // With another column for the text nothing is without one.
    app.keys("Down h Down t");
    app.wait_until("another count", |frame| {
        frame.contains("13 items; left out: 2 said twice (lines 14, 16)")
    });
    // Without an id only what is empty is left out.
    app.keys("Up Up s");
    app.wait_until("no count", |frame| !frame.contains("left out"));
}

#[test]
fn the_wizard_explains_its_letters_and_tells_of_keys_it_does_not_know() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    std::fs::write(&file, tickets()).unwrap();
    app.open_file(&file);
    app.keys("x");
    assert!(app.frame().contains("x is no key here"), "{}", app.frame());
    app.keys("?");
    let page = app.frame();
    assert!(page.contains("v  veils       says which items"), "{page}");
    app.keys("Esc");
    assert!(app.frame().contains("? explains"), "{}", app.frame());
}

#[test]
fn answers_that_are_taken_in_tell_what_is_left_to_do() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    std::fs::write(&file, tickets()).unwrap();
    app.open_file(&file);
    // A column with few values could be somebody's answers.
    assert!(app.frame().contains("answers?"), "{}", app.frame());
    app.keys("Down Down");
    let words = |frame: &str| frame.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = words(&app.frame());
    assert!(
        told.contains("somebody's answers? a takes them in"),
        "{told}"
    );
    app.keys("Down a");
    app.wait_until("that nothing is left", |frame| {
        words(frame).contains("nothing is left to label, and with one")
    });
    app.keys("Down a");
    app.wait_until("that there is a review", |frame| {
        words(frame).contains("nothing is left to label; where the annotators")
    });
    // What is empty for all of them is left.
    std::fs::write(&file, tickets() + "T12,one more ticket,web,,\n").unwrap();
    app.keys("Esc");
    app.open_file(&file);
    app.keys("Down Down Down a");
    app.wait_until("that one is left", |frame| {
        words(frame).contains("1 is left to label")
    });
}

#[test]
fn a_column_that_could_hold_answers_is_hidden_and_one_key_shows_it() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    let mut text = String::from("ticket,body,mood\n");
    for n in 0..12 {
        let mood = ["calm", "cross"][n % 2];
        text.push_str(&format!("T{n},what is said in ticket {n},{mood}\n"));
    }
    std::fs::write(&file, text).unwrap();
    app.open_file(&file);
    app.keys("Down Down");
    let frame = app.frame();
    let words = frame.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("mood hidden calm · cross"), "{frame}");
    assert!(
        words.contains("somebody's answers? a takes them in, s shows"),
        "{frame}"
    );
    app.keys("s");
    assert!(app.frame().contains("--show mood"), "{}", app.frame());
    app.keys("a");
    assert!(app.frame().contains("--annotators mood"), "{}", app.frame());
}

#[test]
fn what_was_decided_is_found_again_after_esc_while_the_file_is_as_it_was() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    std::fs::write(&file, tickets()).unwrap();
    app.open_file(&file);
    app.keys("Down Down h");
    app.keys("Esc");
    app.open_file(&file);
    let frame = app.frame();
    assert!(frame.contains("--hide channel"), "{frame}");
    assert!(frame.contains("what you had chosen"), "{frame}");
    // So it is where the same file is named by another way to it.
    app.keys("Esc");
    let folder = file.parent().unwrap();
    let around = folder.join("..").join(folder.file_name().unwrap());
    app.open_file(&around.join("tickets.csv"));
    assert!(
        app.frame().contains("what you had chosen"),
        "{}",
        app.frame()
    );
    // Nothing is told where nothing was changed.
    app.keys("s Esc");
    app.open_file(&file);
    assert!(
        !app.frame().contains("what you had chosen"),
        "{}",
        app.frame()
    );
    app.keys("Down h Esc");
    std::fs::write(&file, tickets() + "T12,one more,web,pos,pos\n").unwrap();
    app.open_file(&file);
    assert!(!app.frame().contains("--hide"), "{}", app.frame());
}

#[test]
fn a_file_that_was_changed_meanwhile_makes_nothing_that_was_not_shown() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    std::fs::write(&file, tickets()).unwrap();
    app.open_file(&file);
    std::fs::write(&file, tickets() + "T12,one more,web,pos,pos\n").unwrap();
    app.keys("Enter");
    app.wait_until("that it has changed", |frame| {
        let words = frame.split_whitespace().collect::<Vec<_>>().join(" ");
        words.contains("has changed since it was shown here")
    });
}

#[test]
fn a_file_without_rows_is_refused_before_anything_is_decided() {
    let mut app = App::new();
    let file = app.path("empty.csv");
    std::fs::write(&file, "id,text\n").unwrap();
    let requests = begin_with_file(&mut app.model, file);
    app.carry_out(requests);
    app.wait_until("the refusal", |frame| frame.contains("it holds no rows"));
    assert!(!app.frame().contains("the same as"), "{}", app.frame());
}

#[test]
fn the_menu_of_home_holds_what_home_can_do_under_the_same_letters() {
    let mut app = App::new();
    app.keys("Space");
    let frame = app.frame();
    for entry in [
        "n new project",
        "o open",
        "r review",
        "x take off the list",
        "f filter",
        "t theme",
        "? help",
    ] {
        assert!(frame.contains(entry), "{entry}: {frame}");
    }
    assert!(frame.contains("not now"), "{frame}");
    app.keys("n");
    assert!(app.frame().contains("choose a file"), "{}", app.frame());
}

#[test]
fn typing_in_the_row_of_the_checks_replaces_the_number() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    std::fs::write(&file, tickets()).unwrap();
    app.open_file(&file);
    app.keys("pagedown Up Up Up 4");
    assert!(app.frame().contains("checks       4 "), "{}", app.frame());
    app.keys("backspace 3");
    assert!(app.frame().contains("--holdout 3"), "{}", app.frame());
    // Chosen anew, the number is typed anew.
    app.keys("Up Down 5");
    assert!(app.frame().contains("--holdout 5"), "{}", app.frame());
    app.keys("0 %");
    assert!(app.frame().contains("--holdout 50%"), "{}", app.frame());
}

#[test]
fn a_file_that_a_project_was_made_of_leads_to_it_or_to_another() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    std::fs::write(&file, tickets()).unwrap();
    app.open_file(&file);
    let place = app.path("made");
    app.keys("pagedown ctrl-u");
    app.text(&place.display().to_string());
    app.keys("Enter");
    app.wait_until("the line for a class", |frame| {
        frame.contains("Enter names it")
    });
    app.text("login");
    app.keys("Enter");
    app.wait_until("the first answer", |frame| frame.contains("1 answered"));
    app.keys("Ctrl-q");
    app.wait_until("home", |frame| frame.contains("your projects"));
    let again = |app: &mut App| {
        let requests = begin_with_file(&mut app.model, file.clone());
        app.carry_out(requests);
        app.wait_until("the project", |frame| frame.contains("1 of 12 answered"));
    };
    again(&mut app);
    let frame = app.frame();
    assert!(
        frame.contains("A project was made of this file before"),
        "{frame}"
    );
    assert!(frame.contains("Enter opens it"), "{frame}");
    app.keys("n");
    assert!(
        app.frame().contains("Enter makes the project"),
        "{}",
        app.frame()
    );
    app.keys("Esc");
    again(&mut app);
    app.keys("Enter");
    app.wait_until("the session", |frame| {
        frame.contains("1 answered") && frame.contains("login")
    });
}

#[test]
fn the_classes_that_come_of_a_column_are_named_with_how_many_labels() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    std::fs::write(&file, tickets()).unwrap();
    app.open_file(&file);
    app.keys("Down Down l");
    app.wait_until("what becomes of the channel", |frame| {
        frame.contains("classes      2 from channel (12 labels taken in): mail, web")
    });
    app.keys("Down a Down a");
    app.wait_until("what becomes of all three", |frame| {
        frame.contains("4 from 3 columns (36 labels taken in): mail, web, pos, neg")
    });
    // What is typed comes first, and is not named twice.
    app.keys("Down");
    app.text("pos");
    app.wait_until("what is added to it", |frame| {
        frame.contains("and 3 from 3 columns (36 labels taken in): mail, web")
    });
    // A different text in each row is no class.
    let mut many = String::from("id,words,note\n");
    for n in 0..250 {
        many.push_str(&format!("T{n},said in {n},note {n}\n"));
    }
    std::fs::write(app.path("many.csv"), many).unwrap();
    app.keys("Esc");
    app.open_file(&app.path("many.csv"));
    app.keys("Down Down l");
    app.wait_until("that these are none", |frame| {
        frame.contains("from note: too many different values")
    });
}

#[test]
fn the_first_item_stands_as_it_will_with_long_values_below_the_text() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    let long = "a remark that is longer than the line above the text has room for";
    let mut text = String::from("ticket,body,desk,remark\n");
    for n in 0..40 {
        text.push_str(&format!(
            "T{n},what is said in ticket {n},desk {n},{long} {n}\n"
        ));
    }
    std::fs::write(&file, text).unwrap();
    app.open_file(&file);
    app.keys("Down t Down s Down s");
    app.resize(80, 40);
    let frame = app.frame();
    let at = |words: &str| {
        frame
            .lines()
            .collect::<Vec<_>>()
            .into_iter()
            .rposition(|line| line.contains(words))
            .unwrap()
    };
    assert!(
        at("item T0 · desk desk 0") < at("what is said in ticket 0"),
        "{frame}"
    );
    assert!(
        at("what is said in ticket 0") < at("remark: a remark"),
        "{frame}"
    );
    assert!(frame.contains("long ones below"), "{frame}");
}
