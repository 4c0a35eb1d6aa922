use super::*;
use axum::http::Request;
use std::borrow::Cow;
use tower::ServiceExt;

fn file(bytes: &'static [u8]) -> EmbeddedFile {
    let mut file =
        Dist::get(INDEX).or_else(|| Dist::iter().find_map(|path| Dist::get(&path))).unwrap_or_else(|| {
            // Without a build there is no file to take metadata from, so one is read from the source tree.
            rust_embed::utils::read_file_from_fs(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").as_ref())
                .expect("in the package")
        });
    file.data = Cow::Borrowed(bytes);
    file
}

async fn ask(path: &str) -> Response {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    router().oneshot(request).await.expect("infallible")
}

#[test]
fn addresses_inside_the_client_are_pages_and_files_are_not() {
    for page in ["", "room", "chair/019a", "wsx"] {
        assert!(is_page(page), "{page:?}");
    }
    for other in
        ["assets/index-1a2b.js", "favicon.ico", "api/v1/me", "api", "ws", "ws/x", "link/v1", "metrics"]
    {
        assert!(!is_page(other), "{other:?}");
    }
}

#[test]
fn hashed_assets_are_kept_and_pages_are_asked_for() {
    let none = HeaderMap::new();
    let asset = answer("assets/index-1a2b.js", file(b"x"), &none);
    assert_eq!(asset.headers()[header::CACHE_CONTROL], FOR_EVER);
    let page = answer(INDEX, file(b"x"), &none);
    assert_eq!(page.headers()[header::CACHE_CONTROL], ASK_FIRST);
    let known = HeaderMap::from_iter([(header::IF_NONE_MATCH, page.headers()[header::ETAG].clone())]);
    assert_eq!(answer(INDEX, file(b"x"), &known).status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_page_comes_with_its_policy_or_says_how_to_build_it() {
    let page = ask("/chair/019a").await;
    let built = Dist::get(INDEX).is_some();
    assert_eq!(page.status(), if built { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE });
    assert_eq!(page.headers()[header::CONTENT_SECURITY_POLICY], POLICY);
    assert!(page.headers()[header::CONTENT_TYPE].to_str().expect("text").starts_with("text/html"));
}

#[tokio::test]
async fn a_missing_file_and_an_unknown_api_are_not_found() {
    for path in ["/assets/none.js", "/api/v1/none", "/../Cargo.toml", "/%2e%2e/Cargo.toml"] {
        assert_eq!(ask(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
