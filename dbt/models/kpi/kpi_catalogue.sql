{{ config(meta={'publish': 'bi', 'order_by': ['kpi_id', 'definition_version'], 'owner': 'cx'}) }}

with definitions as (
    select * from {{ ref('int_kpi_definitions') }}
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
    cast(definitions.stage as string) as stage,
    cast(definitions.source as string) as source,
    cast(definitions.definition_source as string) as definition_source,
    cast(definitions.window_rule as string) as window_rule,
    cast(definitions.window_rule_ja as string) as window_rule_ja,
    cast(definitions.maturity_rule as string) as maturity_rule,
    cast(definitions.maturity_rule_ja as string) as maturity_rule_ja,
    cast(definitions.least_n as integer) as least_n,
    cast(definitions.counts_customers as boolean) as counts_customers,
    cast(definitions.interval_method as string) as interval_method,
    cast(definitions.steering_grain as string) as steering_grain,
    cast(definitions.definition_version as integer) as definition_version,
    cast(definitions.valid_from_on as date) as valid_from_on
from definitions
cross join as_of
