//! Lists what can be done on every screen, a row each; a part of [`super::TABLE`].

use super::Context::Global;
use super::row::{Row, Screen};
use super::{Effect, HomeAction, List, Page};

/// The commands of every screen.
pub(super) const EVERYWHERE: &[Row] = &[
    Row::new(
        "menu",
        "menu",
        "show what else can be done; a letter does it",
        &[(Global, "space")],
    )
    .hint("menu")
    .everywhere()
    .does(|_| Effect::Menu),
    Row::new(
        "palette",
        "palette",
        "find and run any command by name",
        &[(Global, ":")],
    )
    .everywhere()
    .does(|_| Effect::List(List::Palette)),
    Row::new(
        "help",
        "help",
        "show all keys",
        &[(Global, "?")],
    )
    .hint("help")
    .everywhere()
    .does(|_| Effect::Page(Page::Help)),
    Row::new(
        "line-down",
        "read on",
        "go on in a long text, row by row",
        &[(Global, "down")],
    )
    .everywhere()
    .does(|_| Effect::Scroll {
        by: 1,
        pages: false,
    }),
    Row::new(
        "line-up",
        "read back",
        "go back in a long text, row by row",
        &[(Global, "up")],
    )
    .everywhere()
    .does(|_| Effect::Scroll {
        by: -1,
        pages: false,
    }),
    Row::new(
        "page-down",
        "next page",
        "go on in a long text, page by page",
        &[(Global, "pagedown")],
    )
    .everywhere()
    .does(|_| Effect::Scroll { by: 1, pages: true }),
    Row::new(
        "page-up",
        "page before",
        "go back in a long text, page by page",
        &[(Global, "pageup")],
    )
    .everywhere()
    .does(|_| Effect::Scroll {
        by: -1,
        pages: true,
    }),
    Row::new(
        "text-start",
        "beginning",
        "go to the beginning of a long text",
        &[(Global, "home")],
    )
    .everywhere()
    .does(|_| Effect::Scroll {
        by: isize::MIN,
        pages: false,
    }),
    Row::new(
        "text-end",
        "end",
        "go to the end of a long text",
        &[(Global, "end")],
    )
    .everywhere()
    .does(|_| Effect::Scroll {
        by: isize::MAX,
        pages: false,
    }),
    Row::new(
        "back",
        "back",
        "leave a screen, or a chosen item for the next query",
        &[(Global, "esc")],
    )
    .everywhere()
    .does(|situation| match situation.screen {
        Screen::Home => Effect::Home(HomeAction::Back),
        Screen::Label | Screen::Review => Effect::Back,
    }),
    Row::new(
        "redraw",
        "redraw",
        "paint the whole screen anew",
        &[(Global, "ctrl-l")],
    )
    .everywhere()
    .does(|_| Effect::Redraw),
    Row::new(
        "suspend",
        "suspend",
        "give the terminal back to the shell; `fg` returns here",
        &[(Global, "ctrl-z")],
    )
    .everywhere()
    .does(|_| Effect::Suspend),
    Row::new(
        "interrupt",
        "leave",
        "leave a prompt or another screen; on the item it asks, and ends the session the second time",
        &[(Global, "ctrl-c")],
    )
    .everywhere()
    .does(|_| Effect::Interrupt),
    Row::new(
        "quit",
        "quit",
        "end the session; everything is saved already",
        &[(Global, "ctrl-q")],
    )
    .everywhere()
    .does(|_| Effect::Quit),
    Row::new(
        "shell-commands",
        "export and more",
        "take labels out, predict, import, compare: how",
        &[(Global, "space m")],
    )
    .does(|_| Effect::Page(Page::Shell)),
    Row::new(
        "projects",
        "projects",
        "end this session safely; choose or make another",
        &[(Global, "space p")],
    )
    .does(|_| Effect::Home(HomeAction::Show)),
];
