{{ config(enabled=is_used('generic/survey_answer')) }}

with latest as (
    {{ latest_version(source('generic', 'survey_answer'), 'source_record_id') }}
)

select
    {{ generic_row('survey_answer', {
        'question_tag': 'null',
        'question_text': 'null',
        'touchpoint': 'null',
        'scale_min': "coalesce(cast(latest.scale_min as integer), case latest.metric when 'nps' then 0 when 'csat' then 1 when 'ces' then 1 end)",
        'scale_max': "coalesce(cast(latest.scale_max as integer), case latest.metric when 'nps' then 10 when 'csat' then 5 when 'ces' then 7 end)",
        'higher_is_better': 'coalesce(cast(latest.higher_is_better as boolean), true)',
    }) }}
from latest
