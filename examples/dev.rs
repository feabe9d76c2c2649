use querist::*;
use std::path::Path;
use std::sync::Arc;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let clock: Arc<dyn clock::Clock> = Arc::new(clock::SystemClock);
    if args[1] == "new" {
        let file = Path::new(&args[2]);
        let rows = pool::read_rows(file, &pool::Limits::default()).unwrap();
        let choice = pool::ColumnChoice {
            text: vec!["text".into()],
            id: Some("id".into()),
            label: None,
        };
        let mut import = pool::accept(rows, &choice, &pool::Items::default()).unwrap();
        for item in &mut import.items {
            item.fields.retain(|f| f.0 != "label");
        }
        import.labels = vec![None; import.items.len()];
        let names: Vec<&str> = args[4].split(',').filter(|x| !x.is_empty()).collect();
        let g = std::fs::read_to_string(&args[5]).unwrap();
        let hash = blake3::hash(&std::fs::read(file).unwrap())
            .to_hex()
            .to_string();
        project::create(
            Path::new(&args[3]),
            &project::NewProject {
                name: &args[6],
                purpose: &args[7],
                seed: rng::Seed(args[8].parse().unwrap()),
                labels: schema::LabelSet::from_names(names),
                import: &import,
                source: file.file_name().unwrap().to_str().unwrap(),
                source_hash: &hash,
                holdout: args[9].parse().unwrap(),
                annotator: None,
                guidelines: Some(&g),
            },
            clock.now(),
        )
        .unwrap();
    } else {
        let layout = project::Layout::find(Path::new(&args[2])).unwrap();
        let p =
            project::OpenProject::open(layout, schema::Annotator::new("ada").unwrap(), clock.now())
                .unwrap();
        println!(
            "{:?}",
            tui::run(p, clock, args.get(3).map(|x| Path::new(x.as_str()))).unwrap()
        );
    }
}
