{{ canonical_event('sale', 'sold_at', contacts=['email', 'phone', 'member_code']) }}
