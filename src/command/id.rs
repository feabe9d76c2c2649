//! What are the commands called in the code?

/// A command's name in the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommandId {
    /// Put the item off.
    Skip,
    /// Record that one cannot tell.
    Unsure,
    /// Set or clear the mark.
    Flag,
    /// Write a note.
    Note,
    /// Add a class.
    NewClass,
    /// Take the last answer back.
    Undo,
    /// Show the model's opinion, after the answer, or never.
    Opinion,
    /// Find a label by name.
    LabelFilter,
    /// Look for items.
    Find,
    /// List what was answered.
    History,
    /// List what is set aside.
    SetAside,
    /// Say why this item is asked.
    Why,
    /// Give the item the label of the one it is nearly the same as.
    SameAs,
    /// Rename and merge classes.
    Classes,
    /// Read the guidelines.
    Guidelines,
    /// Rest.
    Break,
    /// Choose what chooses.
    Strategy,
    /// Scroll the text up.
    ScrollUp,
    /// Scroll the text down.
    ScrollDown,
    /// Tell what is watched of the person.
    Person,
    /// Switch suggestions of breaks off or on.
    Suggestions,
    /// Show all of a veiled item.
    Reveal,
    /// Show one sentence more of a veiled item.
    RevealSentence,
    /// Show a veiled item with its worst words hidden.
    RevealMasked,
    /// Put a sensitive item off for a time.
    Defer,
    /// Leave a category of sensitive items out.
    LeaveOut,
    /// Mark an item as one to be veiled.
    MarkSensitive,
    /// Decide that the distribution stands.
    Keep,
    /// Say what the guidelines leave open.
    Gap,
    /// Ask somebody for a judgement.
    Send,
    /// Write why the next decision is taken.
    Rationale,
    /// Take the last decision or request back.
    UndoRuling,
    /// Look at who disagrees with whom, and which classes are taken for each other.
    Matrix,
    /// List what waits for review.
    Queue,
    /// Choose what is reviewed, and in which order.
    Order,
    /// List what was decided.
    Decisions,
    /// Show what is probable with an item, or after the decision.
    Probable,
    /// Show who said what.
    Names,
    /// Show how reliable each voice is.
    Reliability,
    /// Show all keys.
    Help,
    /// Run a command by name.
    Palette,
    /// Go back.
    Back,
    /// Paint the whole screen anew.
    Redraw,
    /// Stop the program for a while.
    Suspend,
    /// End the session.
    Quit,
}
