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

-- A number as money and counts are written: signs △ ▲ ( ), marks ¥ ￥ \ $ 円, thousands by comma.
create or replace temp macro money_text(x) as list_transform(
    [regexp_extract(
        replace(replace(half_width(x), '▲', '-'), '△', '-'),
        '^(\(?)([-+]?)[¥\\$]?([-+]?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(\.\d{1,6})?円?(\)?)$',
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

-- An identifier that a spreadsheet turned into 1.23457E+11; its digits are gone.
create or replace temp macro is_scientific(x) as
    contains(x, '+') and regexp_full_match(half_width(x), '\d(\.\d+)?[eE]\+\d+');

-- A Japanese mobile number whose first 0 a spreadsheet ate.
create or replace temp macro lost_zero(x) as regexp_full_match(x, '[6-9]0\d{8}');
