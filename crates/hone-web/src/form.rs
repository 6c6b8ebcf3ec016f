//! The fields of a form as they were sent, for forms in which a name occurs more than once.

use axum::extract::{FromRequest, RawForm, Request};
use jiff::civil::Date;

use crate::fault::Fault;

/// The fields of a form, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let RawForm(bytes) = RawForm::from_request(request, state)
            .await
            .map_err(|rejection| Fault::BadRequest(rejection.body_text()))?;
        Ok(Self(url::form_urlencoded::parse(&bytes).into_owned().collect()))
    }
}

impl Fields {
    /// The first value of a field, without spaces around it; empty where there is none.
    pub(crate) fn one(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// Every value of a field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// A whole number; `label` names the field to the one who filled it in.
    pub(crate) fn number(&self, name: &str, label: &str) -> Result<i64, String> {
        self.one(name).parse().map_err(|_| format!("{label} must be a whole number."))
    }

    /// A day.
    pub(crate) fn day(&self, name: &str, label: &str) -> Result<Date, String> {
        self.one(name).parse().map_err(|_| format!("{label} must be a day, such as 2026-06-12."))
    }
}
