{{ config(enabled=is_used('typeform')) }}

{{ answers_of_sheets('typeform', cursor='submitted_at') }}
