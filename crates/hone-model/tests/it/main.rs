//! What a model or a library may say, what it gives, and what is said about a broken one.

mod broken;
mod builtin;
mod cards;
mod changes;
mod forms;
mod journey;
mod library;
mod library_rules;
mod parts;
mod prompts;
mod sentences;
mod shape;
mod shelf;
mod toolbox;
mod versions;
mod wishes;
mod wording;
mod words;
