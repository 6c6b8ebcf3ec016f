//! What a model file may say, what it gives, and what is said about a broken one.

mod broken;
mod builtin;
mod forms;
mod parts;
mod shape;
mod versions;
mod wording;
