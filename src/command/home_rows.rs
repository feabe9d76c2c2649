//! Lists what can be done at home, a row each; a part of [`super::TABLE`].

use super::Context::Home;
use super::row::{
    Row, with_a_listed_project, with_a_project, with_disagreement, with_waiting_labels,
};
use super::{Effect, HomeAction};

/// The commands of home, in the order of its hint line.
pub(super) const AT_HOME: &[Row] = &[
    Row::new(
        "open",
        "open",
        "open the project where it needs you",
        &[(Home, "enter"), (Home, "space o")],
    )
    .hint("open")
    .when(with_a_project)
    .does(|_| Effect::Home(HomeAction::Open)),
    Row::new(
        "new-project",
        "new project",
        "make a project of a file; you see it first",
        &[(Home, "n")],
    )
    .hint("new project")
    .does(|_| Effect::Home(HomeAction::New)),
    Row::new(
        "filter-projects",
        "filter",
        "show projects by words of name or folder",
        &[(Home, "/"), (Home, "space f")],
    )
    .hint("filter")
    .does(|_| Effect::Home(HomeAction::Filter)),
    Row::new(
        "open-to-label",
        "label",
        "open the chosen project to label",
        &[(Home, "l")],
    )
    .hint("label")
    .when(with_a_project)
    .does(|_| Effect::Home(HomeAction::Label)),
    Row::new(
        "open-to-review",
        "review",
        "review what people labeled differently",
        &[(Home, "r")],
    )
    .hint("review")
    .when(with_disagreement)
    .does(|_| Effect::Home(HomeAction::Review)),
    Row::new(
        "gather",
        "take in labels",
        "take in label files that wait in its labels/",
        &[(Home, "i")],
    )
    .hint("take in labels")
    .when(with_waiting_labels)
    .does(|_| Effect::Home(HomeAction::Gather)),
    Row::new(
        "forget",
        "take off the list",
        "forget the project here; its folder stays",
        &[(Home, "delete"), (Home, "x")],
    )
    .when(with_a_listed_project)
    .does(|_| Effect::Home(HomeAction::Forget)),
    Row::new(
        "leave-home",
        "leave",
        "leave querist, or first the filter",
        &[(Home, "q")],
    )
    .hint("quit")
    .does(|_| Effect::Home(HomeAction::Back)),
];
