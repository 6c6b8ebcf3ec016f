//! Routes that cannot be declared without saying who may use them.

use std::convert::Infallible;

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, Route, on};
use hone_core::Hone;
use tower::{Layer, Service};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::{fault, frame, guard};

/// Who may use a route. Which of the things behind it they find is for the query to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everyone; the page may still greet somebody who is signed in.
    Anyone,
    /// A rater by the secret of their invitation, or whoever holds another secret address; nobody's
    /// session is looked at.
    Rater,
    /// Whoever says nothing of themselves, such as the holder of a token: refused with a cookie or an authorization.
    Ballot,
    /// Everyone who is signed in.
    Person,
    /// Administrators of the organisation.
    Administrator,
    /// Coaches.
    Coach,
    /// Those who lead people, or are rated, and administrators: who may make a team.
    Leader,
    /// Everyone, but only where Hone runs as a demonstration.
    Demo,
}

/// One route as declared.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `GET` or `POST`.
    pub method: Method,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// Who may use it.
    pub who: Who,
}

/// Routes under construction.
pub struct Routes {
    hone: Hone,
    router: Router<Hone>,
    rules: Vec<Rule>,
}

impl std::fmt::Debug for Routes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Routes").field("rules", &self.rules).finish_non_exhaustive()
    }
}

impl Routes {
    /// No routes yet.
    pub fn new(hone: Hone) -> Self {
        Self { hone, router: Router::new(), rules: Vec::new() }
    }

    /// Adds a page.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, Hone>,
        T: 'static,
    {
        self.add(Method::GET, path, who, handler)
    }

    /// Adds something that changes.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, Hone>,
        T: 'static,
    {
        self.add(Method::POST, path, who, handler)
    }

    /// Wraps what was added so far, for instance with another limit on the size of a body.
    #[must_use]
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.router = self.router.route_layer(layer);
        self
    }

    /// Takes over the routes of a part that has its own layers.
    #[must_use]
    pub fn with(mut self, part: fn(Routes) -> Routes) -> Self {
        let part = part(Routes::new(self.hone.clone()));
        self.router = self.router.merge(part.router);
        self.rules.extend(part.rules);
        self
    }

    /// Every route as declared, for the test that walks them.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The finished site.
    pub fn into_router(self) -> Router {
        self.router
            .fallback(fault::nowhere)
            .method_not_allowed_fallback(fault::nowhere)
            .layer(from_fn(frame::back_to_day))
            .layer(from_fn_with_state(self.hone.clone(), guard::same_origin))
            .layer(from_fn(guard::headers))
            .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest))
            .layer(CatchPanicLayer::custom(|_| fault::Fault::Broken.into_response()))
            .with_state(self.hone)
    }

    fn add<H, T>(mut self, method: Method, path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, Hone>,
        T: 'static,
    {
        let filter = if method == Method::GET {
            axum::routing::MethodFilter::GET
        } else {
            axum::routing::MethodFilter::POST
        };
        let guarded: MethodRouter<Hone> = on(filter, handler)
            .route_layer(from_fn_with_state((self.hone.clone(), who), guard::admit));
        self.router = self.router.route(path, guarded);
        self.rules.push(Rule { method, path, who });
        self
    }
}
