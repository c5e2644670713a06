{{ canonical_event('pipeline_item', 'created_at') }}
