//! The one way by which a number about raters leaves: the disclosure rule and the release.
