{{ canonical_event(
    'support_case', 'created_at', contacts=['email', 'phone', 'member_code']
) }}
