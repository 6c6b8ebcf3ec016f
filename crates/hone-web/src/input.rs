//! What a request says, read so that a fault in it becomes a page and never a bare line.

use axum::extract::{Form, FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use hone_core::Hone;
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
