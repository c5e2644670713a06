{{ config(meta={'publish': 'bi', 'order_by': ['kpi_id', 'definition_version'], 'owner': 'cx'}) }}

with definitions as (
    select * from {{ ref('kpi_definition') }}
),

as_of as (
    select * from {{ ref('as_of') }}
)

select
    cast(definitions.kpi_id as string) as kpi_id,
    cast(definitions.name_ja as string) as name_ja,
    cast(definitions.name_en as string) as name_en,
    cast(definitions.formula as string) as formula,
    cast(definitions.formula_ja as string) as formula_ja,
    cast(definitions.grain as string) as grain,
    cast(definitions.numerator as string) as numerator,
    cast(definitions.denominator as string) as denominator,
    cast(
        case when definitions.unit = 'currency' then as_of.currency else definitions.unit end
        as string
    ) as unit,
    cast(definitions.direction as string) as direction,
    cast(definitions.owner as string) as owner,
    cast(definitions.parent_kpi_id as string) as parent_kpi_id,
    cast(definitions.source as string) as source,
    cast(definitions.interval_method as string) as interval_method,
    cast(definitions.steering_grain as string) as steering_grain,
    cast(definitions.definition_version as integer) as definition_version,
    cast(definitions.valid_from_on as date) as valid_from_on
from definitions
cross join as_of
