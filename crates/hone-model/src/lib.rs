//! The model of leadership as data: contrasts, scales, items, forms, and the linter of a model file.
