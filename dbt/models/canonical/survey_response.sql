{{ canonical_event(
    'survey_response', 'responded_at', contacts=['email', 'phone', 'member_code'],
    nobody_if="mapped.is_preview or mapped.survey_kind = 'employee'",
) }}
