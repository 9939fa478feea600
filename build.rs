//! Builds again when an embedded file changes: the macro that embeds directories does not tell.

fn main() {
    for directory in ["themes/default", "src/cmd/scaffold"] {
        println!("cargo:rerun-if-changed={directory}");
    }
}
