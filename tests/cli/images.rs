//! Images: how is a file of paths taken, and what is said where nothing can be learnt from them?

use crate::support::{querist, succeed, write};

const SHOTS: &str = "photo,place\nphotos/a.png,north\nphotos/b.png,south\nphotos/c.jpg,north\n";

#[test]
fn paths_alone_make_a_project_in_random_order() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "shots.csv", SHOTS);
    std::fs::create_dir(folder.path().join("photos")).unwrap();
    write(folder.path(), "photos/b.png", "");
    let ran = succeed(
        folder.path(),
        &[
            "new",
            "shots.csv",
            "--labels",
            "day,night",
            "--to",
            "work/p",
        ],
    );
    assert!(ran.out.contains("image: \"photo\""), "{}", ran.out);
    assert!(
        ran.out.contains("strategy: random: nothing is learnt"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("holdout"), "{}", ran.out);
    let missing = "images: 2 of 3 not found, first photos/a.png; relative paths start from";
    assert!(ran.out.contains(missing), "{}", ran.out);
    let config = std::fs::read_to_string(folder.path().join("work/p/querist.toml")).unwrap();
    assert!(
        config.contains("image = \"photo\"\nimage_folder = \"../..\"\n"),
        "{config}"
    );
    assert!(config.contains("strategy = \"random\""), "{config}");

    let next = || -> serde_json::Value {
        let ran = succeed(folder.path(), &["next", "work/p", "--json"]);
        serde_json::from_str(&ran.out).unwrap()
    };
    let mut asked = Vec::new();
    for label in ["day", "night"] {
        let query = next();
        assert_eq!(query["probabilities"], serde_json::Value::Null);
        let item = query["item"].as_str().unwrap().to_owned();
        assert!(item.starts_with("photos/"), "{item}");
        succeed(folder.path(), &["answer", "work/p", &item, label]);
        asked.push(item);
    }
    assert_eq!(next()["probabilities"], serde_json::Value::Null);
    assert!(!asked.contains(&next()["item"].as_str().unwrap().to_owned()));

    let status = succeed(folder.path(), &["status", "work/p"]);
    assert!(status.out.contains("learns    nothing"), "{}", status.out);
    let predicted = querist(folder.path(), &["predict", "work/p", "-o", "-"]);
    assert_eq!(predicted.code, 1);
    assert!(
        predicted.err.contains("nothing is learnt from images"),
        "{}",
        predicted.err
    );
    let exported = succeed(
        folder.path(),
        &["export", "work/p", "-o", "-", "--format", "csv"],
    );
    assert!(exported.out.contains(&asked[0]), "{}", exported.out);
}

#[test]
fn another_strategy_has_nothing_to_go_by() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "shots.csv", SHOTS);
    succeed(folder.path(), &["new", "shots.csv", "--to", "p"]);
    let config = folder.path().join("p/querist.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("\"random\"", "\"margin\"")).unwrap();
    let ran = querist(folder.path(), &["status", "p"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("the order can only be random"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("querist.toml:"), "{}", ran.err);
}

#[test]
fn an_image_beside_a_text_changes_nothing_of_what_is_learnt() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = String::from("id,text,shot\n");
    for row in 0..20 {
        rows.push_str(&format!("{row},words about number {row},shots/{row}.png\n"));
    }
    write(folder.path(), "both.csv", &rows);
    let ran = succeed(folder.path(), &["new", "both.csv", "--to", "p"]);
    assert!(ran.out.contains("text: \"text\""), "{}", ran.out);
    assert!(ran.out.contains("image: \"shot\""), "{}", ran.out);
    assert!(ran.out.contains("holdout: 2 of 20"), "{}", ran.out);
    let config = std::fs::read_to_string(folder.path().join("p/querist.toml")).unwrap();
    assert!(config.contains("strategy = \"auto\""), "{config}");
    let ran = succeed(
        folder.path(),
        &["new", "both.csv", "--to", "q", "--image", "id"],
    );
    assert!(ran.out.contains("image: \"id\", as asked"), "{}", ran.out);
}
