{{ canonical_event('message_activity', 'occurred_at', contacts=['email']) }}
