{{ config(enabled=is_used('qualtrics')) }}

{{ answers_of_sheets('qualtrics', cursor='recorded_at') }}
