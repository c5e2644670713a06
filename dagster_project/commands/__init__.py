"""What the `cx360` command does, a module a subject; `dagster_project.cli` joins them."""
