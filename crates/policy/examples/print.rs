//! Prints the policy in plain English: `cargo run -p policy --example print > docs/permissions.md`.

fn main() -> Result<(), base::Trouble> {
    print!("{}", policy::table()?);
    Ok(())
}
