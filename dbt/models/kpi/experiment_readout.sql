{{ config(meta={'publish': 'bi', 'order_by': ['experiment_id', 'variant'], 'owner': 'cx'}) }}

with readouts as (
    select * from {{ source('insight', 'experiment_readout') }}
)

select
    cast(experiment_id as string) as experiment_id,
    cast(variant as string) as variant,
    cast(name_ja as string) as name_ja,
    cast(name_en as string) as name_en,
    cast(owner as string) as owner,
    cast(outcome as string) as outcome,
    cast(control_variant as string) as control_variant,
    cast(start_on as date) as start_on,
    cast(planned_end_on as date) as planned_end_on,
    cast(planned_n as integer) as planned_n,
    cast(least_effect as double) as least_effect,
    cast(control_count as bigint) as control_count,
    cast(variant_count as bigint) as variant_count,
    cast(crossed_count as bigint) as crossed_count,
    cast(unknown_count as bigint) as unknown_count,
    cast(control_value as double) as control_value,
    cast(variant_value as double) as variant_value,
    cast(difference as double) as difference,
    cast(difference_low as double) as difference_low,
    cast(difference_high as double) as difference_high,
    cast(lift as double) as lift,
    cast(p_value as double) as p_value,
    cast(sample_ratio_p as double) as sample_ratio_p,
    cast(verdict as string) as verdict
from readouts
