//! What people see: pages and routes.
