//! Tells which words of a pool only hold its sentences together: `the`, `und`, `pour`.
//!
//! The lists of many languages are known; those of the languages that the pool is written in
//! count, so that the English word *die* is a word in English texts. Invariant: nothing that is
//! learnt depends on it: it decides what is worth showing.

use std::collections::HashSet;

use stop_words::Language;

use super::grams::word_key;
use super::vocabulary::Vocabulary;

/// Languages with short, curated lists.
const LANGUAGES: [Language; 15] = [
    Language::Danish,
    Language::Dutch,
    Language::English,
    Language::Finnish,
    Language::French,
    Language::German,
    Language::Greek,
    Language::Hungarian,
    Language::Italian,
    Language::Norwegian,
    Language::Portuguese,
    Language::Romanian,
    Language::Russian,
    Language::Spanish,
    Language::Swedish,
];

/// English words of this kind that the list lacks: modal verbs, contractions without their
/// apostrophe, and what says how much or that something is meant at all.
const ENGLISH: [&str; 43] = [
    "able",
    "also",
    "although",
    "anything",
    "cannot",
    "cant",
    "could",
    "didnt",
    "doesnt",
    "dont",
    "else",
    "even",
    "every",
    "everything",
    "get",
    "gets",
    "got",
    "hes",
    "however",
    "id",
    "im",
    "ive",
    "let",
    "like",
    "many",
    "may",
    "might",
    "much",
    "must",
    "one",
    "ought",
    "really",
    "shall",
    "since",
    "something",
    "still",
    "thing",
    "things",
    "though",
    "us",
    "wont",
    "would",
    "yet",
];

/// The like in German.
const GERMAN: [&str; 14] = [
    "beim", "bereits", "eben", "ganz", "gerade", "hätte", "mal", "mehr", "schon", "sei", "sowie",
    "wurde", "wurden", "wäre",
];

/// The like in French.
const FRENCH: [&str; 23] = [
    "aussi", "avoir", "bien", "car", "cela", "cet", "cette", "comme", "donc", "encore", "faire",
    "fait", "peu", "plus", "quand", "sans", "si", "tous", "tout", "toute", "toutes", "très",
    "être",
];

/// The like in Spanish.
const SPANISH: [&str; 12] = [
    "así", "aunque", "cada", "hace", "hacer", "puede", "pueden", "ser", "si", "solo", "tan", "vez",
];

/// The like in Italian.
const ITALIAN: [&str; 10] = [
    "ancora", "così", "essere", "già", "molto", "ogni", "poi", "quando", "sempre", "solo",
];

/// How many function words of a language a text has at least, on average, where it is the pool's.
const LEAST: f64 = 1.0;
/// The share of the foremost language's from which another one is the pool's, too.
const ALSO: f64 = 0.5;

/// The columns of the function words of the pool's languages.
pub(super) fn function_words(vocabulary: &Vocabulary) -> HashSet<u32> {
    let known: Vec<(Vec<u32>, f64)> = LANGUAGES
        .into_iter()
        .map(|language| {
            let more: &[&str] = match language {
                Language::English => &ENGLISH,
                Language::French => &FRENCH,
                Language::German => &GERMAN,
                Language::Italian => &ITALIAN,
                Language::Spanish => &SPANISH,
                _ => &[],
            };
            let columns = stop_words::get(language).iter().chain(more);
            let columns: Vec<u32> = columns
                .filter_map(|word| vocabulary.table.find(word_key(word)))
                .collect();
            let texts = columns.iter();
            let texts = texts.map(|column| f64::from(vocabulary.frequencies[*column as usize]));
            let share = texts.sum::<f64>() / (vocabulary.texts as f64).max(1.0);
            (columns, share)
        })
        .collect();
    let most = known
        .iter()
        .fold(LEAST / ALSO, |most, (_, share)| most.max(*share));
    known
        .into_iter()
        .filter(|(_, share)| *share >= ALSO * most)
        .flat_map(|(columns, _)| columns)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_function_word(texts: &[&str], word: &str) -> bool {
        let vocabulary = Vocabulary::fit(texts, &|_| true).unwrap();
        let column = vocabulary.table.find(word_key(word)).unwrap();
        function_words(&vocabulary).contains(&column)
    }

    #[test]
    fn the_pools_own_language_decides() {
        let english = [
            "it is what the cells do when they are not fed: they die in the night",
            "we had some of these and all of them did die on us",
        ];
        let german = ["die Rechnung ist in der Post", "die Antwort kam an der Tür"];
        assert!(is_function_word(&english, "the"));
        let asked = ["would you be so kind and tell me what it is that you do"; 2];
        assert!(is_function_word(&asked, "would"));
        assert!(!is_function_word(&english, "die"));
        assert!(is_function_word(&german, "die"));
        assert!(!is_function_word(&german, "rechnung"));
    }

    #[test]
    fn words_of_measure_hold_sentences_together_in_each_language() {
        let english = ["one of the things that is even better than it was: we get much of it"; 2];
        for word in ["one", "things", "even", "get", "much"] {
            assert!(is_function_word(&english, word), "{word}");
        }
        assert!(!is_function_word(&english, "better"));
        let french = ["c'est très bien et plus que la facture de la semaine"; 2];
        assert!(is_function_word(&french, "plus"));
        assert!(!is_function_word(&french, "facture"));
    }

    #[test]
    fn words_that_no_list_knows_are_words() {
        assert!(!is_function_word(&["b7 k9", "b7 k9"], "b7"));
    }
}
