//! Which column is taken for what: by its name, by its values, and by what the person says.

use std::path::Path;

use super::super::rows::{Limits, rows_of};
use super::*;
use crate::pool::Format;

fn csv(text: &str) -> Rows {
    let path = Path::new("r.csv");
    rows_of(path, Format::Csv, text.into(), &Limits::default()).unwrap()
}

fn guessed(rows: &Rows) -> ColumnGuess {
    choose_columns(rows, &Columns::default()).unwrap()
}

#[test]
fn well_known_names_are_recognised_when_their_values_agree() {
    let rows =
        csv("Id,Label,Text,stars\n1,a,good film,5\n2,b,bad,1\n3,a,meh,3\n4,a,x,2\n5,b,y,2\n");
    let guess = guessed(&rows);
    assert_eq!(guess.columns.text, ["Text"]);
    assert_eq!(guess.columns.id.as_deref(), Some("Id"));
    assert_eq!(guess.columns.label.as_deref(), Some("Label"));
    assert_eq!(guess.others, ["stars"]);
    assert_eq!(guess.reasons.len(), 3);
}

#[test]
fn a_title_goes_with_its_abstract() {
    let rows = csv("pmid,abstract,title\n1,long story,short\n2,longer story,shorter\n");
    assert_eq!(guessed(&rows).columns.text, ["title", "abstract"]);
}

#[test]
fn without_a_telling_name_the_longest_values_are_the_text() {
    let rows = csv("a,b,c\n1,short,this is rather long\n2,brief,and this is too\n");
    let guess = guessed(&rows);
    assert_eq!(guess.columns.text, ["c"]);
    assert_eq!((guess.columns.id, guess.columns.label), (None, None));
    assert!(guessed(&csv("a,b\n,\n")).columns.text.is_empty());
    assert_eq!(guessed(&csv("a\n12\n")).columns.text, ["a"]);
}

#[test]
fn an_id_that_repeats_and_a_label_that_never_does_are_neither() {
    let rows = csv("id,label,text\n1,a,x\n1,b,y\n2,c,z\n");
    let guess = guessed(&rows);
    assert_eq!((guess.columns.id, guess.columns.label), (None, None));
    let gap = csv("id,text\n1,x\n,y\n");
    assert_eq!(guessed(&gap).columns.id, None);
}

#[test]
fn what_the_person_asks_for_wins_and_must_exist() {
    let rows = csv("id,text,body,label\n1,a,b,x\n1,c,d,x\n2,e,f,x\n");
    let asked = Columns {
        text: vec!["body".into()],
        id: Some("id".into()),
        ..Columns::default()
    };
    let guess = choose_columns(&rows, &asked).unwrap();
    assert_eq!(guess.columns.text, ["body"]);
    assert_eq!(guess.columns.id.as_deref(), Some("id"));
    assert_eq!(guess.columns.label.as_deref(), Some("label"));
    assert_eq!(guess.others, ["text"]);
    let asked = Columns {
        label: Some("labels".into()),
        ..Columns::default()
    };
    let error = choose_columns(&rows, &asked).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("no column \"labels\""));
    assert_eq!(error.next_step(), "the columns are: id, text, body, label");
}

#[test]
fn numbers_are_taken_when_asked_for_and_need_no_text() {
    let rows = csv(
        "id,age,city,label,v\n1,30,Bonn,a,\"[1,2]\"\n2,NA,Köln,a,\"[3,4]\"\n\
                    3,25,Trier,b,\"[5,6]\"\n4,1,Bonn,b,\"[5,6]\"\n5,9,Ulm,b,\"[5,6]\"\n",
    );
    let all = Columns {
        every_number: true,
        ..Columns::default()
    };
    let guess = choose_columns(&rows, &all).unwrap();
    assert_eq!(guess.columns.numbers, ["age", "v"]);
    assert!(guess.columns.text.is_empty(), "{:?}", guess.reasons);
    assert_eq!(guess.others, ["age", "city", "v"]);
    assert_eq!(guess.columns.label.as_deref(), Some("label"));
    let inputs = guess.columns.inputs();
    assert!(!inputs.text && inputs.has_given());
    let named = Columns {
        text: vec!["city".into()],
        numbers: vec!["age".into()],
        vectors: Some(VectorSource::Column("v".into())),
        ..Columns::default()
    };
    let guess = choose_columns(&rows, &named).unwrap();
    assert_eq!(
        (guess.columns.numbers.len(), guess.columns.text.len()),
        (1, 1)
    );
    assert_eq!(guess.others, ["age"]);
    assert_eq!(guess.columns.vectors, named.vectors);
}

#[test]
fn a_text_beside_numbers_is_one_that_reads_like_a_text() {
    let prose = "this is a sentence of some length";
    let rows = csv(&format!("a,b\n1,{prose}\n2,{prose}\n"));
    let asked = Columns {
        numbers: vec!["a".into()],
        ..Columns::default()
    };
    assert_eq!(choose_columns(&rows, &asked).unwrap().columns.text, ["b"]);
    let rows = csv("a,text\n1,x\n2,y\n");
    assert_eq!(
        choose_columns(&rows, &asked).unwrap().columns.text,
        ["text"]
    );
    let rows = csv("a,b\n1,x\n2,7\n");
    assert!(
        choose_columns(&rows, &asked)
            .unwrap()
            .columns
            .text
            .is_empty()
    );
}

#[test]
fn a_column_of_marks_has_no_other_use_and_stays_among_the_others() {
    let rows = csv("id,text,sensitive,n\n1,a b,violence,3\n2,c d,none,4\n3,e f,none,5\n");
    let asked = |name: &str| Columns {
        every_number: true,
        text: vec!["text".into()],
        sensitive: Some(name.into()),
        ..Columns::default()
    };
    let guess = choose_columns(&rows, &asked("sensitive")).unwrap();
    assert_eq!(guess.others, ["sensitive", "n"]);
    assert_eq!(
        (guess.columns.label.clone(), guess.columns.numbers.clone()),
        (None, vec!["n".to_owned()])
    );
    assert_eq!(guess.columns.sensitive.as_deref(), Some("sensitive"));
    for wrong in ["text", "nope"] {
        let error = choose_columns(&rows, &asked(wrong)).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{wrong}");
    }
}

#[test]
fn columns_that_look_like_other_peoples_answers_are_hidden() {
    let mut text = String::from("text,Anna,Ben,channel,reply,rater_2,week\n");
    for n in 0..12 {
        let (a, b) = (["pos", "neg"][n % 2], ["neg", "pos"][n / 2 % 2]);
        let (channel, bit, week) = (["mail", "web", "phone"][n % 3], n % 2, n % 4);
        text.push_str(&format!(
            "some text {n},{a},{b},{channel},{bit},{bit},{week}\n"
        ));
    }
    let rows = csv(&text);
    let guess = guessed(&rows);
    assert_eq!(guess.columns.hidden, ["Anna", "Ben", "rater_2"]);
    assert!(guess.others.contains(&"Anna".to_owned()), "it is kept");
    let reason = guess.reasons.last().unwrap();
    assert!(reason.contains("Anna, Ben, rater_2"), "{reason}");
    let asked = Columns {
        shown: vec!["Anna".into()],
        annotators: vec!["Ben".into()],
        ..Columns::default()
    };
    let guess = choose_columns(&rows, &asked).unwrap();
    assert_eq!(guess.columns.hidden, ["Ben", "rater_2"]);
    let twice = Columns {
        hidden: vec!["Ben".into()],
        ..asked
    };
    assert_eq!(choose_columns(&rows, &twice).unwrap_err().exit_code(), 2);
}

#[test]
fn a_single_column_of_few_words_is_hidden_until_somebody_says_otherwise() {
    let ten = |name: &str, values: &[&str]| {
        let mut text = format!("text,{name}\n");
        for n in 0..10 {
            text.push_str(&format!("some text {n},{}\n", values[n % values.len()]));
        }
        guessed(&csv(&text))
    };
    for (name, values) in [
        ("mood", ["pos", "neg"]),
        ("Anna", ["yes", "no"]),
        ("source_mood", ["very good", "very bad"]),
    ] {
        let guess = ten(name, &values);
        assert_eq!(guess.columns.hidden, [name]);
        assert_eq!(guess.perhaps_answers, [name]);
        let reason = guess.reasons.last().unwrap();
        assert!(
            reason.contains(&format!("--show {name} shows it")),
            "{reason}"
        );
    }
    let long = "a sentence that says rather much of it";
    for (name, values) in [
        ("reply_channel", ["mail", "web"]),
        ("Language", ["de", "en"]),
        ("stars", ["1", "5"]),
        ("remark", [long, "no"]),
        ("all alike", ["same", "same"]),
    ] {
        assert_eq!(ten(name, &values).columns.hidden, [""; 0], "{name}");
    }
    // Where there is no text, the columns are what is judged.
    let mut alone = String::from("height,mood\n");
    for n in 0..10 {
        alone.push_str(&format!("{n},{}\n", ["pos", "neg"][n % 2]));
    }
    let numbers = Columns {
        numbers: vec!["height".into()],
        ..Columns::default()
    };
    let guess = choose_columns(&csv(&alone), &numbers).unwrap();
    assert_eq!(guess.columns.hidden, [""; 0]);
    // Each value in five rows at least, counted where there is a value.
    assert_eq!(ten("mood", &["a", "b", "c"]).columns.hidden, [""; 0]);
    let mut partly = String::from("text,mood\n");
    for n in 0..40 {
        let mood = ["", "pos", "", "neg"][n % 4];
        partly.push_str(&format!("some text {n},{mood}\n"));
    }
    let rows = csv(&partly);
    assert_eq!(guessed(&rows).columns.hidden, ["mood"]);
    let shown = Columns {
        shown: vec!["mood".into()],
        ..Columns::default()
    };
    assert_eq!(
        choose_columns(&rows, &shown).unwrap().columns.hidden,
        [""; 0]
    );
}

#[test]
fn a_code_that_differs_in_every_row_is_the_id_without_being_called_so() {
    let mut text = String::from("ticket,body,price\n");
    for n in 0..12 {
        text.push_str(&format!("A-{n},some words to read {n},{n}.5\n"));
    }
    let guess = guessed(&csv(&text));
    assert_eq!(guess.columns.id.as_deref(), Some("ticket"));
    assert_eq!(guess.columns.text, ["body"]);
    // A few rows prove nothing, and words are no code.
    let few = csv("ticket,body\nA,one two\nB,three four\n");
    assert_eq!(guessed(&few).columns.id, None);
}

#[test]
fn a_column_has_one_use_and_numbers_must_be_there() {
    let rows = csv("id,label,text\n1,2,a\n2,2,b\n");
    let twice = |name: &str| Columns {
        label: Some("label".into()),
        numbers: vec![name.into(), "id".into()],
        ..Columns::default()
    };
    for name in ["label", "id", "age"] {
        assert_eq!(
            choose_columns(&rows, &twice(name)).unwrap_err().exit_code(),
            2
        );
    }
    let all = Columns {
        label: Some("label".into()),
        every_number: true,
        ..Columns::default()
    };
    let error = choose_columns(&rows, &all).unwrap_err();
    assert!(error.next_step().contains("id, label, text"), "{error}");
}

#[test]
fn a_column_of_paths_is_the_image_and_may_name_its_items() {
    let alone =
        csv("photo,kind\na/1.png,sun\na/2.JPG,sun\nb/3.webp,\nb/4.gif,moon\nb/5.png,moon\n");
    let guess = guessed(&alone);
    assert_eq!(guess.columns.image.as_deref(), Some("photo"));
    assert_eq!(guess.columns.id.as_deref(), Some("photo"));
    assert!(guess.columns.text.is_empty(), "{:?}", guess.reasons);
    assert!(guess.columns.inputs().is_empty());
    assert_eq!(guess.others, ["kind"]);

    let beside = csv("id,text,shot\n7,some words to read,x.png\n8,others to read,x.png\n");
    let guess = guessed(&beside);
    assert_eq!(guess.columns.text, ["text"]);
    assert_eq!(guess.columns.id.as_deref(), Some("id"));
    assert_eq!(guess.columns.image.as_deref(), Some("shot"));

    let addresses = csv("text,link\none,https://x.org/1.png\ntwo,https://x.org/2.png\n");
    assert_eq!(guessed(&addresses).columns.image, None);
    assert_eq!(
        guessed(&csv("text\nsee 1.png and 2\nsee 3.jpg\n"))
            .columns
            .text,
        ["text"]
    );
}

#[test]
fn an_image_that_is_asked_for_is_no_text() {
    let rows = csv("text,shot\none,a\ntwo,b\n");
    let asked = Columns {
        image: Some("shot".into()),
        ..Columns::default()
    };
    let guess = choose_columns(&rows, &asked).unwrap();
    assert_eq!(guess.columns.image.as_deref(), Some("shot"));
    assert_eq!(guess.columns.text, ["text"]);
    let twice = Columns {
        text: vec!["shot".into()],
        ..asked
    };
    assert!(choose_columns(&rows, &twice).is_err());
}
