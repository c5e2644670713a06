{{ config(enabled=is_used('qualtrics')) }}

with latest as (
    {{ latest_version(source('qualtrics', 'response'), 'response_id', cursor='recorded_at') }}
),

typed as (
    select
        {{ landed() }},
        cast(first_load_seq as integer) as first_load_seq,
        response_id,
        survey_id,
        survey_name,
        survey_kind,
        wave,
        touchpoint,
        store_id,
        coalesce(cast(finished as boolean), false) as is_complete,
        -- 1, 9 and 17 are previews of a survey, 2 a test, 8 what Qualtrics holds to be spam.
        coalesce(
            lower(status) in (
                '1', '2', '8', '9', '17', 'survey preview', 'survey test', 'spam',
                'spam survey preview', 'offline survey preview'
            ),
            false
        )
        or coalesce(lower(distribution_channel) = 'preview', false) as is_preview,
        recipient_last_name as family_name,
        recipient_first_name as given_name,
        recipient_name as full_name,
        recipient_email as email,
        external_reference,
        member_code,
        user_language as language,
        cast(coalesce(recorded_at, ended_at) as timestamp) as responded_at
    from latest
)

select
    *,
    -- A sheet that names its recipient makes that recipient a party of this source; all sheets of
    -- one recipient make one.
    case
        when not is_preview and coalesce(family_name, given_name, full_name) is not null
            then md5(
                coalesce(lower(trim(email)), '')
                || '|'
                || coalesce(external_reference, '')
                || '|'
                || coalesce(member_code, '')
                || '|'
                || coalesce(family_name, '')
                || '|'
                || coalesce(given_name, '')
                -- Only the older export has the name in one piece; ids of the newer stay as they were.
                || coalesce('|' || full_name, '')
            )
    end as recipient_id
from typed
