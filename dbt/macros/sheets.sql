{# The answers of each sheet's latest version; a sheet delivered again replaces all its answers, as
   its row replaces the earlier row. #}
{% macro answers_of_sheets(vendor, cursor=none) -%}
with sheets as (
    {{ latest_version(source(vendor, 'response'), 'response_id', cursor=cursor) }}
),

answers as (
    select * from {{ source(vendor, 'answer') }}
)

select
    answers.source_system,
    answers.source_object,
    answers.load_id,
    cast(answers.load_seq as integer) as load_seq,
    cast(answers.source_row_number as bigint) as source_row_number,
    answers.tz_basis,
    answers.response_id,
    answers.question_key,
    answers.question_tag,
    answers.question_text,
    answers.metric,
    coalesce(answers.touchpoint, sheets.touchpoint) as touchpoint,
    cast(answers.scale_min as integer) as scale_min,
    cast(answers.scale_max as integer) as scale_max,
    cast(answers.higher_is_better as boolean) as higher_is_better,
    answers.answer_value
from answers
inner join sheets
    on
        answers.source_system = sheets.source_system
        and answers.response_id = sheets.response_id
        and answers.load_seq = sheets.load_seq
        and answers.source_row_number = sheets.source_row_number
where answers.answer_value is not null
{%- endmacro %}

{# Staged sheets as survey_response; `given` says what the source knows beyond the usual. A survey
   whose kind nobody declared asks about the relationship. #}
{% macro mapped_sheets(staged, given) -%}
with responses as (
    select * from {{ staged }}
)

select
    {{ mapped_row('survey_response', dict({
        'source_record_id': 'responses.response_id',
        'survey_id': 'responses.survey_id',
        'survey_name': 'responses.survey_name',
        'survey_kind': "coalesce(responses.survey_kind, 'relationship')",
        'wave': 'responses.wave',
        'touchpoint': 'responses.touchpoint',
        'party_record_id': 'responses.recipient_id',
        'email': 'responses.email',
        'member_code': 'responses.member_code',
        'is_preview': 'false',
        'responded_at': 'responses.responded_at',
    }, **given), of='responses') }}
from responses
{%- endmacro %}

{# A staged answer as a survey_answer: a number scores, words are text where the question asks for
   them. #}
{% macro mapped_answers(staged) -%}
with answers as (
    select
        *,
        case
            when {{ x_regex_match('answer_value', '^-?[0-9]{1,9}([.][0-9]{1,9})?$') }}
                then cast(answer_value as double)
        end as number_given
    from {{ staged }}
)

select
    {{ mapped_row('survey_answer', {
        'source_record_id': "answers.response_id || '-' || answers.question_key",
        'response_record_id': 'answers.response_id',
        'question_key': 'answers.question_key',
        'question_tag': 'answers.question_tag',
        'question_text': 'answers.question_text',
        'metric': 'answers.metric',
        'touchpoint': 'answers.touchpoint',
        'scale_min': 'answers.scale_min',
        'scale_max': 'answers.scale_max',
        'higher_is_better': 'answers.higher_is_better',
        'score': "case when answers.metric <> 'text' then answers.number_given end",
        'answer_text': "case when answers.metric = 'text' then answers.answer_value end",
    }, of='answers') }}
from answers
{%- endmacro %}

{# Who a sheet's recipient is within its source: all sheets that say the same of them. `said` are the
   columns beside the address, in an order that never changes: ids hang on it. #}
{% macro recipient_id(said) -%}
    md5(
        coalesce(lower(trim(email)), '')
        {%- for column in said %}
        || '|'
        || coalesce({{ column }}, '')
        {%- endfor %}
    )
{%- endmacro %}

{# The people whom staged sheets name, one a recipient: the latest sheet speaks for them, the first
   one says since when they are known. #}
{% macro mapped_recipients(staged, given) -%}
with recipients as (
    select
        *,
        -- By what each sheet came with first: a sheet delivered again makes nobody younger.
        min(first_load_seq) over (partition by source_system, recipient_id) as known_since_seq,
        min(responded_at) over (partition by source_system, recipient_id) as first_responded_at
    from {{ staged }}
    where recipient_id is not null
    qualify row_number() over (
        partition by source_system, recipient_id
        order by responded_at desc nulls last, load_seq desc, source_row_number desc
    ) = 1
)

select
    {{ mapped_row('party', dict({
        'source_object': "'recipient'",
        'first_load_seq': 'recipients.known_since_seq',
        'source_record_id': 'recipients.recipient_id',
        'party_type': "'person'",
        'email': 'recipients.email',
        'gender': "'unknown'",
        'member_code': 'recipients.member_code',
        'created_at': 'recipients.first_responded_at',
        'updated_at': 'recipients.responded_at',
    }, **given), of='recipients') }}
from recipients
{%- endmacro %}
