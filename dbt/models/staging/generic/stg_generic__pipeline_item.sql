{{ config(enabled=is_used('generic/pipeline_item')) }}

with latest as (
    {{ latest_version(source('generic', 'pipeline_item'), 'source_record_id') }}
)

select
    {{ generic_row('pipeline_item', {
        'is_closed': "coalesce(cast(latest.is_closed as boolean), latest.closed_on is not null)",
        'is_won': "coalesce(cast(latest.is_won as boolean), false)",
    }) }}
from latest
