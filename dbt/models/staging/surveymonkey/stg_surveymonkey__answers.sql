{{ config(enabled=is_used('surveymonkey')) }}

{{ answers_of_sheets('surveymonkey', cursor='ended_at') }}
