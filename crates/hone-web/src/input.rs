//! What a request says, read so that a fault in it becomes a page and never a bare line.

use axum::extract::{
    Form, FromRequest, FromRequestParts, Multipart, Path, Query, RawForm, Request,
};
use axum::http::request::Parts;
use hone_core::Hone;
use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// The parameters of the path. One that cannot be read is of nothing that exists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Hone> for At<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, hone: &Hone) -> Result<Self, Fault> {
        let Path(value) = Path::from_request_parts(parts, hone).await?;
        Ok(Self(value))
    }
}

/// What stands behind the question mark of the address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Hone> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, hone: &Hone) -> Result<Self, Fault> {
        let Query(value) = Query::from_request_parts(parts, hone).await?;
        Ok(Self(value))
    }
}

/// A form that was filled in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filled<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Hone> for Filled<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, hone: &Hone) -> Result<Self, Fault> {
        let Form(value) = Form::from_request(request, hone).await?;
        Ok(Self(value))
    }
}

/// The fields of a form in their order, where a name occurs more than once or what was typed is
/// shown again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl FromRequest<Hone> for Fields {
    type Rejection = Fault;

    async fn from_request(request: Request, hone: &Hone) -> Result<Self, Fault> {
        let RawForm(bytes) = RawForm::from_request(request, hone)
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

/// The first file of a form, with its name; `most` is the largest size, as one says it.
pub(crate) async fn received(mut form: Multipart, most: &str) -> Result<(String, Vec<u8>), Fault> {
    let unread = |_| {
        Fault::BadRequest(format!(
            "The file did not arrive whole, or it has more than {most}. Send it again, or in parts."
        ))
    };
    while let Some(field) = form.next_field().await.map_err(unread)? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(unread)?;
            if name.is_empty() && bytes.is_empty() {
                break;
            }
            return Ok((name, bytes.to_vec()));
        }
    }
    Err(Fault::BadRequest("There was no file. Go back and choose one.".to_owned()))
}
