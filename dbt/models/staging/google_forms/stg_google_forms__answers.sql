{{ config(enabled=is_used('google_forms')) }}

{{ answers_of_sheets('google_forms') }}
