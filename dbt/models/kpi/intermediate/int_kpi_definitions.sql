{{ config(schema='measure', contract={'enforced': false}) }}

with definitions as (
    {{ kpi_definitions() }}
)

select
    cast(kpi_id as string) as kpi_id,
    cast(name_ja as string) as name_ja,
    cast(name_en as string) as name_en,
    cast(formula as string) as formula,
    cast(formula_ja as string) as formula_ja,
    cast(definition_source as string) as definition_source,
    cast(grain as string) as grain,
    cast(numerator as string) as numerator,
    cast(denominator as string) as denominator,
    cast(unit as string) as unit,
    cast(direction as string) as direction,
    cast(owner as string) as owner,
    cast(parent_kpi_id as string) as parent_kpi_id,
    cast(stage as string) as stage,
    cast(least_n as integer) as least_n,
    cast(window_rule as string) as window_rule,
    cast(window_rule_ja as string) as window_rule_ja,
    cast(maturity_rule as string) as maturity_rule,
    cast(maturity_rule_ja as string) as maturity_rule_ja,
    coalesce(cast(counts_customers as boolean), false) as counts_customers,
    cast(source as string) as source,
    cast(definition_version as integer) as definition_version,
    cast(valid_from_on as date) as valid_from_on,
    cast(calculation as string) as calculation,
    cast(interval_method as string) as interval_method,
    cast(event_family as string) as event_family,
    coalesce(cast(is_flow_count as boolean), false) as is_flow_count,
    cast(steering_grain as string) as steering_grain
from definitions
