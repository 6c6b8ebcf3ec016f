//! The domain and its storage, a folder per concept.
