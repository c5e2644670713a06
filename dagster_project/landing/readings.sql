-- How one cell is read. Each macro takes the text of a cell and gives a value or NULL; what is not
-- surely a date, a moment or a number is NULL. The plain shape comes first everywhere, because
-- nearly every cell has it.

-- Full width to half width, and no blanks at the ends.
create or replace temp macro half_width(x) as trim(translate(
    x,
    '０１２３４５６７８９／－．：（）￥，＋　―−ＭＴＳＨＲ',
    '0123456789/-.:()¥,+ --MTSHR'
));

-- A calendar day from 1800 on; DuckDB itself would also take epoch, infinity and BC.
create or replace temp macro day_of(y, m, d) as case
    when y between 1800 and 9999
        then try_cast(concat(y, '-', m, '-', d) as date)
end;

create or replace temp macro day_from(found) as list_transform(
    [found],
    lambda parts: day_of(try_cast(nullif(parts.y, '') as integer), parts.m, parts.d)
)[1];

create or replace temp macro date_iso(x) as case
    when regexp_full_match(x, '(1[89]|[2-9]\d)\d\d-\d\d-\d\d') then try_cast(x as date)
    else day_from(regexp_extract(
        half_width(x), '^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]0?0:00(?::00(?:\.0+)?)?)?$', ['y', 'm', 'd']
    ))
end;

create or replace temp macro date_slash(x) as day_from(regexp_extract(
    half_width(x), '^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?: 0?0:00(?::00)?)?$', ['y', 'm', 'd']
));

create or replace temp macro date_compact(x) as day_from(regexp_extract(
    half_width(x), '^(\d{4})(\d\d)(\d\d)$', ['y', 'm', 'd']
));

create or replace temp macro date_japanese(x) as day_from(regexp_extract(
    half_width(x), '^(\d{4})年(\d{1,2})月(\d{1,2})日$', ['y', 'm', 'd']
));

-- Days since 1899-12-30; from 61 on, because Excel counts a 29 February 1900 that never was.
create or replace temp macro date_excel_serial(x) as case
    when regexp_full_match(half_width(x), '\d{2,6}(\.\d+)?')
        and try_cast(half_width(x) as double) between 61 and 2958465
        then date '1899-12-30' + cast(floor(cast(half_width(x) as double)) as integer)
end;

-- Each era within its own days: 昭和64年1月8日 never was. Before 1873 Japan counted by the moon.
create or replace temp macro era_begin(letter) as case letter
    when 'R' then date '2019-05-01'
    when 'H' then date '1989-01-08'
    when 'S' then date '1926-12-25'
    when 'T' then date '1912-07-30'
    when 'M' then date '1873-01-01'
end;

create or replace temp macro era_end(letter) as case letter
    when 'R' then date '9999-12-31'
    when 'H' then date '2019-04-30'
    when 'S' then date '1989-01-07'
    when 'T' then date '1926-12-25'
    when 'M' then date '1912-07-30'
end;

create or replace temp macro era_year_zero(letter) as case letter
    when 'R' then 2018 when 'H' then 1988 when 'S' then 1925 when 'T' then 1911 when 'M' then 1867
end;

create or replace temp macro era_letters(x) as upper(replace(replace(replace(replace(replace(
    regexp_replace(half_width(x), '㋿|令和', 'R'),
    '㍻', 'H'), '平成', 'H'), '㍼', 'S'), '昭和', 'S'), '元', '1'));

create or replace temp macro era_named(x) as regexp_replace(
    regexp_replace(era_letters(x), '㍽|大正', 'T'), '㍾|明治', 'M'
);

create or replace temp macro date_wareki(x) as list_transform(
    [regexp_extract(
        era_named(x), '^([MTSHR])[. ]?(\d{1,2})[年./-] ?(\d{1,2})[月./-] ?(\d{1,2})日?$',
        ['e', 'y', 'm', 'd']
    )],
    lambda parts: list_transform(
        [case when parts.y not in ('', '0', '00') then day_of(
            era_year_zero(parts.e) + try_cast(parts.y as integer), parts.m, parts.d
        ) end],
        lambda day: case when day between era_begin(parts.e) and era_end(parts.e) then day end
    )[1]
)[1];

-- A moment as the file's clock shows it, without an offset.
create or replace temp macro moment_naive(x) as case
    when regexp_full_match(x, '(1[89]|[2-9]\d)\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,9})?')
        then try_cast(x as timestamp)
    when regexp_full_match(
        half_width(x),
        '(1[89]|[2-9]\d)\d\d([-/])\d{1,2}([-/])\d{1,2}([ T]\d{1,2}:\d\d(:\d\d(\.\d{1,9})?)?)?'
    ) then try_cast(regexp_replace(
        replace(replace(half_width(x), '/', '-'), 'T', ' '), ' (\d):', ' 0\1:'
    ) as timestamp)
end;

-- A moment that says its own offset from UTC, in UTC.
create or replace temp macro moment_offset(x) as case
    when regexp_full_match(x, '(1[89]|[2-9]\d)\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,9})?Z')
        then try_cast(x as timestamp)
    when regexp_full_match(
        x, '(1[89]|[2-9]\d)\d\d-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)? ?(UTC|[+-]\d\d:?\d\d)'
    ) then timezone('UTC', try_cast(replace(
        regexp_replace(x, ' ?(UTC|[+-]\d\d:?\d\d)$', '\1'), 'UTC', '+00'
    ) as timestamptz))
end;

create or replace temp macro moment_text(x) as strftime(x, '%Y-%m-%d %H:%M:%S.%f');

-- A time of day in digits alone, which a spreadsheet may have robbed of its leading zeros.
create or replace temp macro clock_text(x, width) as case
    when regexp_full_match(half_width(x), '\d{1,6}') and length(half_width(x)) <= width
        then concat_ws(
            ':',
            substr(lpad(half_width(x), width, '0'), 1, 2),
            substr(lpad(half_width(x), width, '0'), 3, 2),
            nullif(substr(lpad(half_width(x), width, '0'), 5, 2), '')
        )
    else x
end;

-- A number as money and counts are written: signs △ ▲ ( ), marks ¥ ￥ \ $ 円, thousands by comma.
create or replace temp macro money_text(x) as list_transform(
    [regexp_extract(
        replace(replace(half_width(x), '▲', '-'), '△', '-'),
        '^(\(?)([-+]?)(?:[¥\\$] ?)?([-+]?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(\.\d{1,6})?(?: ?円)?(\)?)$',
        ['open', 'sign', 'inner', 'whole', 'part', 'close']
    )],
    lambda parts: case
        when parts.whole = '' or (parts.open = '') <> (parts.close = '') then null
        -- At most one sign: either a bracket, or one before the mark, or one behind it.
        when length(concat(parts.open, parts.sign, parts.inner)) > 1 then null
        else concat(
            case when concat(parts.open, parts.sign, parts.inner) in ('(', '-') then '-' else '' end,
            coalesce(nullif(ltrim(replace(parts.whole, ',', ''), '0'), ''), '0'),
            parts.part
        )
    end
)[1];

create or replace temp macro number_text(x) as case
    when regexp_full_match(x, '-?(0|[1-9]\d{0,14})(\.\d{1,6})?') then x else money_text(x)
end;

create or replace temp macro integer_text(x) as case
    when regexp_full_match(x, '0|-?[1-9]\d{0,8}') then x
    else list_transform(
        [money_text(x)],
        lambda number: case
            when regexp_full_match(number, '-?\d+(\.0+)?')
                then cast(try_cast(split_part(number, '.', 1) as integer) as varchar)
        end
    )[1]
end;

-- The ends of a scale often carry words: `10 - とても思う`, `5：満足`. A second number is no words.
create or replace temp macro leading_score(x) as nullif(
    regexp_extract(half_width(x), '^(\d{1,2}) ?(?:[-:.)~、]|--|–|—) ?[^\d\s].*$', 1), ''
);

-- An identifier that a spreadsheet turned into 1.23457E+11; its digits are gone.
create or replace temp macro is_scientific(x) as
    contains(x, '+') and regexp_full_match(half_width(x), '\d(\.\d+)?[eE]\+\d+');

-- A Japanese mobile number whose first 0 a spreadsheet ate.
create or replace temp macro lost_zero(x) as regexp_full_match(x, '[6-9]0\d{8}');

-- The American order, the European one, and months by their English names.
create or replace temp macro date_us(x) as day_from(regexp_extract(
    half_width(x), '^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$', ['m', 'd', 'y']
));

create or replace temp macro date_european(x) as day_from(regexp_extract(
    half_width(x), '^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$', ['d', 'm', 'y']
));

create or replace temp macro month_named(x) as coalesce(
    list_position([
        'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'
    ], lower(x)),
    list_position([
        'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september',
        'october', 'november', 'december'
    ], lower(x))
);

create or replace temp macro day_english(parts) as day_of(
    try_cast(nullif(parts.y, '') as integer), month_named(parts.m), parts.d
);

create or replace temp macro date_english(x) as coalesce(
    day_english(regexp_extract(x, '^([A-Za-z]+)\.? (\d{1,2}),? (\d{4})$', ['m', 'd', 'y'])),
    day_english(regexp_extract(x, '^(\d{1,2})[ -]([A-Za-z]+)\.?[ -](\d{4})$', ['d', 'm', 'y']))
);

-- A moment in pieces: the day, a clock of 24 or of twice 12 hours, and the offset from UTC.
create or replace temp macro moment_pieces(x) as regexp_extract(
    half_width(x),
    '^(.+?),?(?:[ T]+(午前|午後|[AaPp][Mm])? ?(\d{1,2})[:時](\d{1,2})(?:[:分](\d{1,2}))?[分秒]?(\.\d{1,9})? ?(午前|午後|[AaPp][Mm])?(?: ?(Z|(?:UTC|GMT|JST)?(?:[+-]\d{1,2}(?::?\d{2})?)?))?)?$',
    ['day', 'before', 'h', 'm', 's', 'part', 'after', 'apart']
);

-- 12 AM is the hour 0 and 12 PM the hour 12; 午後0時 is also noon.
create or replace temp macro hour_of(hour, half) as case
    when half = '' then case when hour <= 23 then hour end
    when hour > 12 then null
    when lower(half) in ('pm', '午後') then hour % 12 + 12
    when hour > 0 or half = '午前' then hour % 12
end;

create or replace temp macro moment_of(day, parts) as case
    when parts.h = '' then cast(day as timestamp)
    when parts.before = '' or parts.after = '' then try_cast(concat(
        day, ' ', lpad(cast(hour_of(
            try_cast(nullif(parts.h, '') as integer), concat(parts.before, parts.after)
        ) as varchar), 2, '0'),
        ':', lpad(parts.m, 2, '0'), ':', lpad(parts.s, 2, '0'), parts.part
    ) as timestamp)
end;

create or replace temp macro offset_minutes(x) as case
    when x in ('Z', 'UTC', 'GMT') then 0
    when x = 'JST' then 540
    when not starts_with(x, 'JST') then list_transform(
        [regexp_extract(x, '([+-])(\d{1,2}):?(\d{2})?$', ['sign', 'h', 'm'])],
        lambda parts: case when try_cast(parts.h as integer) <= 14 then
            (60 * cast(parts.h as integer) + coalesce(try_cast(nullif(parts.m, '') as integer), 0))
            * case parts.sign when '-' then -1 else 1 end
        end
    )[1]
end;

-- `day` is the day that the pieces begin with; without an offset the file's clock, with one UTC.
create or replace temp macro moment_naive_on(day, parts) as case
    when day is not null and parts.apart = '' then moment_of(day, parts)
end;

create or replace temp macro moment_offset_on(day, parts) as case
    when day is not null and parts.apart <> ''
        then moment_of(day, parts) - to_minutes(offset_minutes(parts.apart))
end;

-- A day count of a spreadsheet with the time of day behind the point, to the millisecond.
create or replace temp macro moment_excel_serial(x) as case
    when date_excel_serial(x) is not null then make_timestamp(
        cast(round((cast(half_width(x) as double) - 25569) * 86400000) as bigint) * 1000
    )
end;

-- So many digits have the seconds, milliseconds or microseconds of the years 2001 to 2286.
create or replace temp macro moment_epoch_seconds(x) as case
    when regexp_full_match(x, '[1-9]\d{9}(\.\d{1,6})?')
        then make_timestamp(cast(cast(x as decimal(38, 6)) * 1000000 as bigint))
end;

create or replace temp macro moment_epoch_milliseconds(x) as case
    when regexp_full_match(x, '[1-9]\d{12}') then make_timestamp(cast(x as bigint) * 1000)
end;

create or replace temp macro moment_epoch_microseconds(x) as case
    when regexp_full_match(x, '[1-9]\d{15}') then make_timestamp(cast(x as bigint))
end;

-- Spreadsheets are told to keep 00012 as text by ="00012".
create or replace temp macro unguarded(x) as case
    when starts_with(x, '="') and regexp_full_match(x, '(?s)="[^"]*"')
        then nullif(substr(x, 3, length(x) - 3), '')
    else x
end;
